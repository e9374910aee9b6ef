// A tool for NVTX that writes down what it is told: a line for every call, its fields separated by
// tabs, into the file that NVTX_LOG names. Each begins with the process; then
//   domain HANDLE NAME · string DOMAIN HANDLE TEXT · push DOMAIN HANDLE PAYLOAD · pop DOMAIN
//   other MODULE FUNCTION     (what the program has no business with)
// where HANDLE is the registered string's, or 0 for a range that is not named by one.

#include <nvtx3/nvToolsExt.h>

#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace {

using Handle = unsigned long;

std::FILE* log_file = nullptr;
Handle last_handle = 0;

template <class... Arguments>
void log(const char* format, Arguments... arguments) {
  std::fprintf(log_file, "%d\t", static_cast<int>(::getpid()));
  std::fprintf(log_file, format, arguments...);
  std::fflush(log_file);
}

template <class Pointer>
Pointer pointer(Handle handle) {
  return reinterpret_cast<Pointer>(handle);
}

nvtxDomainHandle_t NVTX_API create(const char* name) {
  log("domain\t%lu\t%s\n", ++last_handle, name);
  return pointer<nvtxDomainHandle_t>(last_handle);
}

void NVTX_API destroy(nvtxDomainHandle_t) {}

nvtxStringHandle_t NVTX_API register_string(nvtxDomainHandle_t domain, const char* text) {
  log("string\t%lu\t%lu\t%s\n", reinterpret_cast<Handle>(domain), ++last_handle, text);
  return pointer<nvtxStringHandle_t>(last_handle);
}

int NVTX_API push(nvtxDomainHandle_t domain, const nvtxEventAttributes_t* event) {
  const bool registered = event->messageType == NVTX_MESSAGE_TYPE_REGISTERED;
  const Handle name = registered ? reinterpret_cast<Handle>(event->message.registered) : 0;
  const bool payload = event->payloadType == NVTX_PAYLOAD_TYPE_INT64;
  log("push\t%lu\t%lu\t", reinterpret_cast<Handle>(domain), name);
  std::fprintf(log_file, payload ? "%lld\n" : "\n", static_cast<long long>(event->payload.llValue));
  std::fflush(log_file);
  return 0;
}

int NVTX_API pop(nvtxDomainHandle_t domain) {
  log("pop\t%lu\n", reinterpret_cast<Handle>(domain));
  return 0;
}

/// Stands for any function: it looks at no argument.
template <int module, int function>
void* other() {
  log("other\t%d\t%d\n", module, function);
  return nullptr;
}

template <int module, int... functions>
void watch(NvtxFunctionTable table, std::integer_sequence<int, functions...>) {
  ((*table[functions + 1] = reinterpret_cast<NvtxFunctionPointer>(&other<module, functions + 1>)),
   ...);
}

template <class Function>
void answer(NvtxFunctionTable table, int id, Function* function) {
  *table[id] = reinterpret_cast<NvtxFunctionPointer>(function);
}

NvtxFunctionTable functions_of(NvtxGetExportTableFunc_t exports, NvtxCallbackModule module) {
  const auto* callbacks =
      static_cast<const NvtxExportTableCallbacks*>(exports(NVTX_ETID_CALLBACKS));
  NvtxFunctionTable table = nullptr;
  unsigned int size = 0;
  callbacks->GetModuleFunctionTable(module, &table, &size);
  return table;
}

}  // namespace

extern "C" int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t exports) {
  log_file = std::fopen(std::getenv("NVTX_LOG"), "a");
  if (!log_file) return 0;
  watch<NVTX_CB_MODULE_CORE>(functions_of(exports, NVTX_CB_MODULE_CORE),
                             std::make_integer_sequence<int, NVTX_CBID_CORE_SIZE - 1>());
  const NvtxFunctionTable table = functions_of(exports, NVTX_CB_MODULE_CORE2);
  watch<NVTX_CB_MODULE_CORE2>(table, std::make_integer_sequence<int, NVTX_CBID_CORE2_SIZE - 1>());
  answer(table, NVTX_CBID_CORE2_DomainCreateA, &create);
  answer(table, NVTX_CBID_CORE2_DomainDestroy, &destroy);
  answer(table, NVTX_CBID_CORE2_DomainRegisterStringA, &register_string);
  answer(table, NVTX_CBID_CORE2_DomainRangePushEx, &push);
  answer(table, NVTX_CBID_CORE2_DomainRangePop, &pop);
  return 1;
}
