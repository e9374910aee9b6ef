#pragma once

#include "harness/timeline.h"
#include "reports/text_file.h"

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

/// A trace as Chrome and Perfetto read it: the JSON object format, complete events, times in µs
/// since `start`. The host is process 0, GPU n is process n + 1 with a row for every stream. The
/// file is whole JSON after every call, however the program ends. Errors are WriteError.
class ChromeTrace {
 public:
  ChromeTrace(const std::filesystem::path& path, Nanoseconds start);

  void add(const std::vector<Span>& spans, const std::vector<Activity>& activities);

 private:
  std::string metadata(int process, std::int64_t thread);
  std::string event(const Span& span) const;
  std::string event(const Activity& activity) const;
  std::string times(Nanoseconds begin, Nanoseconds end) const;

  TextFile file_;
  Nanoseconds start_;
  std::set<std::pair<int, std::int64_t>> named_;  // processes and their rows
};

}  // namespace warpmark
