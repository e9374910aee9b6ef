#pragma once

#include "harness/case.h"

#include <functional>
#include <optional>
#include <vector>

namespace warpmark {

/// The cases in the order in which a budget is spent on them. Those of a point stay together, so
/// that ratios can be formed, the CPU's first. First come the points that hold the first case of a
/// benchmark × variant × dtype (and other words) × device × timing, then those that hold a second,
/// …
std::vector<Case> by_priority(std::vector<Case> cases);

/// Shares a time over the cases of a run, which ask one after the other.
class Budget {
 public:
  /// `now_s`: seconds since any fixed moment.
  using Clock = std::function<double()>;

  /// What a case may take, in seconds.
  struct Grant {
    double max_time_s = 0;  // of sampling
    double limit_s = 0;     // of everything: what is left of the budget, and a second
    bool ample = false;     // three times what the case should need: if it has not ended by then,
                            // it hangs
  };

  /// The shortest sampling that is worth a row.
  static constexpr double kFloor_s = 0.05;

  Budget(double seconds, std::size_t cases, Clock now_s);

  /// The next case asks. It is granted an equal share of what is left, less what the cases so far
  /// took beyond their sampling on average, at most `max_time_s`, at least kFloor_s. Empty: the
  /// budget is spent, and the case is left out.
  std::optional<Grant> next(double max_time_s);

  /// The case that asked last is to be measured once more: as it was, within what is left. Empty:
  /// that is too little.
  std::optional<Grant> once_more() const;

  /// A case will not ask.
  void pass_over() { cases_ -= cases_ > 0 ? 1 : 0; }

  /// The case that asked last has ended, and nobody had to end it.
  void done();

 private:
  double left_s() const;
  Grant grant() const;

  double end_s_;
  std::size_t cases_;  // that have not asked
  Clock now_s_;
  double asked_at_s_ = 0, granted_s_ = 0;
  double overhead_s_ = 0, longest_overhead_s_ = 0;  // beyond sampling: of all cases done, of one
  int done_ = 0;
};

}  // namespace warpmark
