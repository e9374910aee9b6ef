#include "harness/cuda/nvml_library.h"

#include <nvml.h>

#include <dlfcn.h>

namespace warpmark {

NvmlLibrary::NvmlLibrary(const char* file)
    : handle_(dlopen(file, RTLD_NOW | RTLD_LOCAL)), open_(handle_ != nullptr) {
  open_ = symbol("nvmlShutdown") != nullptr && ask<decltype(nvmlInit_v2)>("nvmlInit_v2");
}

NvmlLibrary::~NvmlLibrary() {
  ask<decltype(nvmlShutdown)>("nvmlShutdown");
  if (handle_ != nullptr) dlclose(handle_);
}

void* NvmlLibrary::symbol(const char* name) const { return open_ ? dlsym(handle_, name) : nullptr; }

}  // namespace warpmark
