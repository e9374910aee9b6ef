#include "reports/progress.h"

#include "reports/format.h"

#include <fmt/core.h>

#include <algorithm>

namespace warpmark {

void TimeLeft::pass_over(DeviceKind kind) {
  int& left = kinds_[kind].left;
  left = std::max(0, left - 1);
}

void TimeLeft::done(DeviceKind kind, double seconds) {
  pass_over(kind);
  Kind& k = kinds_[kind];
  ++k.done;
  k.seconds += seconds;
}

std::optional<double> TimeLeft::seconds() const {
  double sum = 0;
  for (const auto& [kind, k] : kinds_) {
    if (k.left > 0 && k.done == 0) return std::nullopt;
    if (k.left > 0) sum += k.left * k.seconds / k.done;
  }
  return sum;
}

Progress::Progress(std::ostream& out, Terminal terminal, const std::vector<Case>& cases, int runs)
    : out_(out), terminal_(terminal), total_(static_cast<int>(cases.size()) * runs) {
  for (const Case& c : cases) time_left_.expect(c.device.kind, runs);
}

void Progress::pass_over(const Case& c) {
  time_left_.pass_over(c.device.kind);
  ++started_;
}

void Progress::start(const Case& c) {
  start_time_ = std::chrono::steady_clock::now();
  ++started_;
  const auto seconds = time_left_.seconds();
  const std::string left = seconds ? duration_text(*seconds) + " left" : "";
  const std::string count = fmt::format("{}/{}", started_, std::max(started_, total_));
  if (!terminal_.interactive) {
    out_ << fmt::format("{} {}{}\n", count, c.id(), left.empty() ? "" : ", " + left) << std::flush;
    return;
  }
  constexpr int kWidth = 20;
  const int done = kWidth * (started_ - 1) / std::max(started_, total_);
  std::string line =
      fmt::format("[{:=<{}}{:{}}] {} {:>14}  {}", "", done, "", kWidth - done, count, left, c.id());
  line.resize(std::min(line.size(), static_cast<std::size_t>(terminal_.columns - 1)));
  clear();
  out_ << line << std::flush;
}

void Progress::finish(const Case& c) {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start_time_;
  time_left_.done(c.device.kind, spent.count());
  clear();
}

void Progress::clear() {
  constexpr const char* kEraseLine = "\r\033[K";
  if (terminal_.interactive) out_ << kEraseLine << std::flush;
}

}  // namespace warpmark
