#pragma once

#include "harness/activity.h"
#include "harness/range.h"

#include <vector>

namespace warpmark {

/// A range that has closed.
struct Span {
  std::string name;
  std::optional<std::int64_t> payload;
  Nanoseconds begin = 0, end = 0;
};

/// Remembers the ranges of one thread with their times.
class Timeline : public RangeListener {
 public:
  void opened(const std::string& name, std::optional<std::int64_t> payload) override;
  void closed() override;

  /// The ranges closed since the last call, inner ones before those that hold them.
  std::vector<Span> take();

 private:
  std::vector<Span> open_, closed_;
};

}  // namespace warpmark
