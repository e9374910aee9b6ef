#pragma once

namespace warpmark {

/// The processes that measure together. One process is the base class; whatever must be the same
/// on all of them (when to stop, how many iterations) goes through here.
class Ranks {
 public:
  virtual ~Ranks() = default;
  virtual int size() const { return 1; }
  virtual int rank() const { return 0; }
  /// Rank 0's decision, on all ranks.
  virtual long agree(long value) { return value; }
  /// The largest value of all ranks: the time of a sample is the slowest rank's.
  virtual double slowest(double seconds) { return seconds; }
};

}  // namespace warpmark
