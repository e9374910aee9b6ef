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

  /// Waits until the moment is past; throws what the work before it failed with.
  void wait() const;

  /// GPU seconds from `start` to this moment, both past. Resolution about half a microsecond.
  double seconds_since(const Event& start) const;

 private:
  Handle<cudaEvent_t, cudaEventDestroy> event_;
};

}  // namespace warpmark
