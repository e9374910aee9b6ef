#pragma once

#include "harness/stage.h"
#include "harness/verify.h"

#include <cstdint>
#include <set>
#include <string>

namespace warpmark {

/// What is proved of a case before its times count: that it computes what it should.
class Proof {
 public:
  explicit Proof(std::uint64_t seed) : verifier_(seed) {}

  /// A run begins: check points are passed again.
  void begin_run() { passed_.clear(); }

  /// Compares all elements at the spec's check points, once a run for each variant and words
  /// (dtype, …) of its points. Throws WrongResult.
  void check_points(const Case& c, Stage& stage, const WorkloadMaker& maker);

  /// Compares a sample of the elements after one repetition on the very path that is timed: a
  /// replayed graph, a downloaded result. Returns the largest error. Throws WrongResult.
  double timed_path(const Case& c, Stage& stage, Stopwatch& stopwatch, Workload& workload);

 private:
  Verifier verifier_;
  std::set<std::string> passed_;
};

}  // namespace warpmark
