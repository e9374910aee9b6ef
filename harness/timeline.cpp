#include "harness/timeline.h"

#include <utility>

namespace warpmark {

void Timeline::opened(const std::string& name, std::optional<std::int64_t> payload) {
  open_.push_back({name, payload, steady_now(), 0});
}

void Timeline::closed() {
  open_.back().end = steady_now();
  closed_.push_back(std::move(open_.back()));
  open_.pop_back();
}

std::vector<Span> Timeline::take() { return std::exchange(closed_, {}); }

}  // namespace warpmark
