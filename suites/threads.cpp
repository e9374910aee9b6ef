#include "suites/threads.h"

#include "harness/environment.h"
#include "harness/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <unistd.h>

namespace warpmark {
namespace {

/// Returns whether the variable was changed.
bool set(const char* name, const std::string& value, bool replace = false) {
  const char* old = std::getenv(name);
  if (old && (!replace || old == value)) return false;
  ::setenv(name, value.c_str(), 1);
  return true;
}

/// Of "4" or "4,2", the threads of the outermost level.
int outer_threads() {
  const std::string text = std::getenv("OMP_NUM_THREADS");
  int threads = 0;
  std::from_chars(text.data(), text.data() + text.size(), threads);
  if (threads < 1) throw UsageError("OMP_NUM_THREADS='" + text + "' is no number of threads");
  return threads;
}

[[noreturn]] void restart(std::vector<std::string>& command_line) {
  std::vector<char*> argv;
  for (std::string& word : command_line) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execv("/proc/self/exe", argv.data());
  throw std::runtime_error(std::string("cannot restart: ") + std::strerror(errno));
}

}  // namespace

int settle_threads(std::optional<int> threads, std::vector<std::string> command_line) {
  const CpuInfo cpu = query_cpu();
  const std::string count = std::to_string(threads.value_or(cpu.usable_threads));
  bool changed = set("OMP_NUM_THREADS", count, threads.has_value());
  changed |= set("OMP_PLACES", fmt::format("{{{}}}", fmt::join(cpu.usable_cores, "},{")));
  changed |= set("OMP_PROC_BIND", "close");
  changed |= set("OMP_DYNAMIC", "false");
  if (changed) {
    set(kCoresVariable, fmt::format("{}", fmt::join(cpu.usable_cores, ",")), true);
    restart(command_line);
  }
  return outer_threads();
}

}  // namespace warpmark
