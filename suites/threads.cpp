#include "suites/threads.h"

#include "harness/environment.h"
#include "harness/error.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string>

namespace warpmark {
namespace {

/// Of "4" or "4,2", the threads of the outermost level.
int outer_threads() {
  const std::string text = std::getenv("OMP_NUM_THREADS");
  int threads = 0;
  std::from_chars(text.data(), text.data() + text.size(), threads);
  if (threads < 1) throw UsageError("OMP_NUM_THREADS='" + text + "' is no number of threads");
  return threads;
}

}  // namespace

int settle_threads(std::optional<int> threads) {
  const auto set = [](const char* name, const std::string& value, bool replace = false) {
    ::setenv(name, value.c_str(), replace ? 1 : 0);
  };
  const CpuInfo cpu = query_cpu();
  const std::string count = std::to_string(threads.value_or(cpu.usable_threads));
  set("OMP_NUM_THREADS", count, threads.has_value());
  set("OMP_PLACES", fmt::format("{{{}}}", fmt::join(cpu.usable_cores, "},{")));
  set("OMP_PROC_BIND", "close");
  set("OMP_DYNAMIC", "false");
  set(kCoresVariable, fmt::format("{}", fmt::join(cpu.usable_cores, ",")));
  return outer_threads();
}

}  // namespace warpmark
