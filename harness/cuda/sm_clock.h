#pragma once

#include "harness/cuda/queue.h"

#include <memory>

namespace warpmark {

struct SmStamp;

/// The mean clock of the multiprocessors between two moments in a queue. At each, a kernel of one
/// thread on every multiprocessor notes the GPU's clock in nanoseconds and the multiprocessor's
/// count of its own cycles.
class SmClock {
 public:
  explicit SmClock(CudaQueue& queue);

  void begin();  // enqueues the first moment
  void end();    // enqueues the second

  /// Once the queue has passed both: cycles over time, the median of the multiprocessors that were
  /// seen both times. 0 where the GPU's clock moved fewer than 100 times in between.
  double hz() const;

 private:
  struct Free {
    void operator()(SmStamp* stamps) const;
  };
  void enqueue(SmStamp* stamps);

  CudaQueue& queue_;
  unsigned int count_;                     // stamps of one moment
  std::unique_ptr<SmStamp, Free> stamps_;  // of both, in host memory that the device writes
  double step_ns_;                         // by which the GPU's clock moves
};

}  // namespace warpmark
