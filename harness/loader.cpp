#include "harness/loader.h"

#include "harness/cpu_level.h"
#include "harness/error.h"
#include "harness/library_search.h"

#include <dlfcn.h>

namespace warpmark {
namespace {

constexpr const char* kPrefix = "libwarpmark_";

template <class Function>
Function* symbol(void* library, const char* name) {
  return reinterpret_cast<Function*>(dlsym(library, name));
}

/// What the opened library hands over. Libraries stay open: factories point into them.
std::unique_ptr<Module> ask(void* library, const std::string& file) {
  const auto abi = symbol<const char*()>(library, "warpmark_abi");
  const auto open = symbol<void(Module&)>(library, "warpmark_open");
  if (!abi || !open)
    throw Unsupported(file + " is no module: it lacks warpmark_abi or warpmark_open");
  if (std::string(abi()) != kModuleAbi) {
    throw Unsupported(file + " was built for interface " + abi() + ", this is " + kModuleAbi);
  }
  auto module = std::make_unique<Module>();
  open(*module);
  return module;
}

}  // namespace

Loader::Loader(std::filesystem::path folder) : folder_(std::move(folder)) {}

std::filesystem::path Loader::harness_folder() {
  Dl_info here{};
  dladdr(reinterpret_cast<const void*>(&Loader::harness_folder), &here);
  return std::filesystem::absolute(here.dli_fname).parent_path();
}

bool Loader::built(const std::string& module) const {
  const auto there = [&](const char* ending) {
    return std::filesystem::exists(folder_ / (kPrefix + module + ending));
  };
  return there(".so") || there("_v3.so") || there("_v4.so");
}

std::filesystem::path Loader::file_of(const std::string& module) const {
  const std::filesystem::path plain = folder_ / (kPrefix + module + ".so");
  if (std::filesystem::exists(plain)) return plain;
  return folder_ / (kPrefix + module + "_" + module_level() + ".so");
}

Module& Loader::open(const std::string& module) {
  if (const auto known = modules_.find(module); known != modules_.end()) return *known->second;
  if (const auto failed = failures_.find(module); failed != failures_.end()) {
    throw Unsupported(failed->second);
  }
  try {
    const std::filesystem::path file = file_of(module);
    return *(modules_[module] = ask(open_library(file), file.filename()));
  } catch (const Unsupported& reason) {
    modules_.erase(module);
    failures_[module] = reason.what();
    throw;
  }
}

Module& Loader::open_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw UsageError("--module " + file.string() + ": " +
                     (error ? error.message() : "no such file"));
  }
  try {
    return *(modules_[file] = ask(open_library(std::filesystem::absolute(file)), file));
  } catch (const Unsupported& reason) {
    modules_.erase(file);
    throw UsageError("--module " + file.string() + ": " + reason.what());
  }
}

}  // namespace warpmark
