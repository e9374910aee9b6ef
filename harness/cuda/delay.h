#pragma once

#include "harness/cuda/buffer.h"
#include "harness/workload.h"

namespace warpmark {

/// A kernel of one thread that lasts a known time by the GPU's own clock, globaltimer, plus the
/// wait for a tick of that clock and what any kernel costs: both go out of the difference of two.
class Delay : public Workload {
 public:
  Delay(CudaQueue& queue, double seconds);
  void run() override;
  Outputs outputs() override { return {}; }

  /// Enqueues: forgets the repetitions so far.
  void restart();
  /// Seconds that all repetitions since then lasted together, the wait for the tick not counted.
  double lasted_s();

 private:
  CudaQueue& queue_;
  unsigned long long length_ns_;
  DeviceBuffer total_ns_;
};

/// A kernel that does nothing.
class EmptyKernel : public Workload {
 public:
  explicit EmptyKernel(CudaQueue& queue) : queue_(queue) {}
  void run() override;
  Outputs outputs() override { return {}; }

 private:
  CudaQueue& queue_;
};

/// The smallest step of globaltimer that a kernel sees, in seconds.
double global_clock_step(CudaQueue& queue);

}  // namespace warpmark
