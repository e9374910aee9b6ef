#include "suites/threads.h"

#include "harness/environment.h"
#include "harness/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <string>

namespace warpmark {
namespace {

/// Of "4" or "4,2", the threads of the outermost level. None where the variable is not set.
std::optional<int> threads_in(const char* variable) {
  if (!std::getenv(variable)) return {};
  const std::string text = std::getenv(variable);
  int threads = 0;
  std::from_chars(text.data(), text.data() + text.size(), threads);
  if (threads < 1) {
    throw UsageError(fmt::format("{}='{}' is no number of threads", variable, text));
  }
  return threads;
}

}  // namespace

int settle_threads(std::optional<int> threads) {
  const auto set = [](const char* name, const std::string& value, bool replace = false) {
    ::setenv(name, value.c_str(), replace ? 1 : 0);
  };
  const CpuInfo cpu = query_cpu();
  const int limit = threads_in("OMP_THREAD_LIMIT").value_or(std::numeric_limits<int>::max());
  const int count = threads.value_or(std::min(cpu.usable_threads, limit));
  set("OMP_NUM_THREADS", std::to_string(count), threads.has_value());
  set("OMP_PLACES", fmt::format("{{{}}}", fmt::join(cpu.usable_cores, "},{")));
  set("OMP_PROC_BIND", "close");
  set("OMP_DYNAMIC", "false");
  set(kCoresVariable, fmt::format("{}", fmt::join(cpu.usable_cores, ",")));
  const int outer = threads_in("OMP_NUM_THREADS").value();
  if (outer > limit) {
    throw UsageError(fmt::format("OMP_THREAD_LIMIT={} forbids {} threads", limit, outer));
  }
  return outer;
}

}  // namespace warpmark
