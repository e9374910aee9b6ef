#pragma once

namespace warpmark {

/// Where a workload enqueues. All its work is ordered on one queue, so that a stopwatch can put
/// events around it or capture it. The CPU's queue runs at once and has nothing to wait for.
class Queue {
 public:
  virtual ~Queue() = default;
  /// Returns when everything enqueued has finished; throws what it failed with.
  virtual void wait() {}
};

}  // namespace warpmark
