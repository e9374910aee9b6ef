#include "suites/budget.h"

#include <algorithm>
#include <map>
#include <string>

namespace warpmark {
namespace {

/// Everything about a case but its sizes.
std::string kind(const Case& c) {
  std::string text = c.spec->name + '.' + c.variant->name + '@' + c.device.ordinals() + '.';
  for (const auto& [axis, value] : c.params.values()) {
    if (const auto* word = std::get_if<std::string>(&value)) text += axis + '=' + *word + '.';
  }
  return text.append(name(c.timing));
}

bool same_point(const Case& a, const Case& b) { return a.spec == b.spec && a.params == b.params; }

}  // namespace

std::vector<Case> by_priority(std::vector<Case> cases) {
  struct Point {
    std::size_t begin, end;
    int round;  // how many cases of their kinds came before, of that kind of which fewest did
  };
  std::vector<Point> points;
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (i == 0 || !same_point(cases[i - 1], cases[i])) points.push_back({i, i, INT32_MAX});
    Point& point = points.back();
    point.end = i + 1;
    point.round = std::min(point.round, seen[kind(cases[i])]++);
  }
  std::stable_sort(points.begin(), points.end(),
                   [](const Point& a, const Point& b) { return a.round < b.round; });
  std::vector<Case> sorted;
  for (const Point& point : points) {
    std::move(cases.begin() + static_cast<std::ptrdiff_t>(point.begin),
              cases.begin() + static_cast<std::ptrdiff_t>(point.end), std::back_inserter(sorted));
  }
  return sorted;
}

Budget::Budget(double seconds, std::size_t cases, Clock now_s)
    : end_s_(now_s() + seconds), cases_(cases), now_s_(std::move(now_s)) {}

double Budget::left_s() const { return end_s_ - now_s_(); }

Budget::Grant Budget::grant() const {
  constexpr double kGrace_s = 1, kAmple = 3;
  const double limit = left_s() + kGrace_s;
  return {granted_s_, limit, limit >= kAmple * (granted_s_ + longest_overhead_s_)};
}

std::optional<Budget::Grant> Budget::next(double max_time_s) {
  const double left = left_s();
  const double share = left / static_cast<double>(std::max<std::size_t>(1, cases_));
  pass_over();
  if (left < kFloor_s) return std::nullopt;
  asked_at_s_ = now_s_();
  granted_s_ = std::clamp(share - overhead_s_ / std::max(1, done_), std::min(kFloor_s, max_time_s),
                          max_time_s);
  return grant();
}

std::optional<Budget::Grant> Budget::once_more() const {
  return left_s() < granted_s_ ? std::nullopt : std::optional(grant());
}

void Budget::done() {
  const double overhead = std::max(0.0, now_s_() - asked_at_s_ - granted_s_);
  overhead_s_ += overhead;
  longest_overhead_s_ = std::max(longest_overhead_s_, overhead);
  ++done_;
}

}  // namespace warpmark
