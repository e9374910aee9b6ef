#include "harness/library_search.h"

#include "harness/error.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <memory>
#include <string>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// The library that dlerror() names as not found; empty where something else went wrong.
/// glibc's text is "NAME: cannot open shared object file: No such file or directory".
std::string missing_library(const std::string& error) {
  const std::size_t end = error.find(": cannot open shared object file");
  return end == std::string::npos ? "" : error.substr(0, end);
}

fs::path find_library(const std::string& name) {
  for (const fs::path& folder : library_folders()) {
    std::error_code ignored;
    if (fs::exists(folder / name, ignored)) return folder / name;
  }
  return {};
}

/// The `nvidia/*/lib` folders on the module path of the `python3` that the PATH finds: asking it
/// is the only way that holds for virtual environments, version managers and distributions alike.
void append_python_folders(std::vector<fs::path>& out) {
  const auto close = [](FILE* pipe) { pclose(pipe); };
  const std::unique_ptr<FILE, decltype(close)> python(
      popen("python3 -c 'import sys; print(\"\\n\".join(sys.path))' 2>/dev/null", "r"), close);
  std::array<char, 4096> line;
  while (python && std::fgets(line.data(), line.size(), python.get())) {
    const std::string folder(line.data(), std::strcspn(line.data(), "\n"));
    std::error_code ignored;
    if (folder.empty()) continue;
    for (const auto& package : fs::directory_iterator(fs::path(folder) / "nvidia", ignored)) {
      if (fs::is_directory(package.path() / "lib", ignored)) out.push_back(package.path() / "lib");
    }
  }
}

}  // namespace

std::vector<fs::path> library_folders() {
  std::vector<fs::path> out;
  std::vector<fs::path> toolkits = {"/usr/local/cuda"};
  if (const char* home = std::getenv("CUDA_HOME")) toolkits.insert(toolkits.begin(), home);
  for (const fs::path& toolkit : toolkits) {
    out.push_back(toolkit / "lib64");
    out.push_back(toolkit / "extras/CUPTI/lib64");
  }
  append_python_folders(out);
  return out;
}

void* open_library(const fs::path& file) {
  std::string last_missing;
  while (true) {
    if (void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL)) return library;
    const std::string error = dlerror();
    const std::string missing = missing_library(error);
    if (missing.empty() || missing == file.string()) throw Unsupported(error);
    const fs::path found = find_library(missing);
    if (found.empty() || missing == last_missing) throw Unsupported(missing + " not found");
    open_library(found);
    last_missing = missing;
  }
}

}  // namespace warpmark
