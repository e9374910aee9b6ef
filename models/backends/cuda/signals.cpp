#include "models/backends/cuda/signals.h"

#include "harness/cuda/event.h"

#include <memory>

namespace warpmark::nn {

Signal make_signal() {
  const auto event = std::make_shared<Event>();
  return {[event](CudaQueue& queue) { event->record(queue); },
          [event](CudaQueue& queue) { event->hold(queue); }};
}

}  // namespace warpmark::nn
