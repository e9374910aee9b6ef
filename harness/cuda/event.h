#pragma once

#include "harness/cuda/handle.h"
#include "harness/cuda/queue.h"

#include <cuda_runtime_api.h>

namespace warpmark {

/// A moment in a queue.
class Event {
 public:
  Event();

  /// Enqueues the moment.
  void record(CudaQueue& queue);

  /// Enqueues: what follows in this queue waits until the moment is past.
  void hold(CudaQueue& queue) const;

  /// Waits until the moment is past; throws what the work before it failed with.
  void wait() const;

  /// GPU seconds from `start` to this moment, both past.
  double seconds_since(const Event& start) const;

 private:
  Handle<cudaEvent_t, cudaEventDestroy> event_;
};

/// The smallest difference between the times of moments close to each other, in seconds. Waits for
/// the queue. Throws std::runtime_error where their time stands still.
double event_step(CudaQueue& queue);

/// The smallest difference of times that events can tell, in seconds: that step, and no less than
/// the half microsecond that CUDA's documentation of cudaEventElapsedTime gives.
double event_resolution(CudaQueue& queue);

}  // namespace warpmark
