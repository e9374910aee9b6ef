#include "harness/cuda/event.h"

#include "harness/cuda/check.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <stdexcept>
#include <vector>

namespace warpmark {
namespace {

cudaEvent_t create() {
  cudaEvent_t event = nullptr;
  WARPMARK_CUDA_CHECK(cudaEventCreate(&event));
  return event;
}

}  // namespace

Event::Event() : event_(create()) {}

void Event::record(CudaQueue& queue) {
  WARPMARK_CUDA_CHECK(cudaEventRecord(event_.get(), queue.stream()));
}

void Event::hold(CudaQueue& queue) const {
  WARPMARK_CUDA_CHECK(cudaStreamWaitEvent(queue.stream(), event_.get(), 0));
}

void Event::wait() const { WARPMARK_CUDA_CHECK(cudaEventSynchronize(event_.get())); }

double Event::seconds_since(const Event& start) const {
  float milliseconds = 0;
  WARPMARK_CUDA_CHECK(cudaEventElapsedTime(&milliseconds, start.event_.get(), event_.get()));
  return 1e-3 * milliseconds;
}

double event_step(CudaQueue& queue) {
  constexpr int kMostRounds = 256;  // of some ten microseconds: a coarse step may fall between two
  std::vector<Event> moments(65);
  // In whole nanoseconds: milliseconds in single precision are not exact.
  std::set<double> spans = {0};
  for (int round = 0; spans.size() == 1; ++round) {
    if (round == kMostRounds) throw std::runtime_error("the time of events stands still");
    for (Event& moment : moments) moment.record(queue);
    queue.wait();
    for (std::size_t i = 1; i < moments.size(); ++i) {
      spans.insert(std::round(1e9 * moments[i].seconds_since(moments[i - 1])));
    }
  }
  double step = *spans.rbegin();
  for (auto span = std::next(spans.begin()); span != spans.end(); ++span) {
    step = std::min(step, *span - *std::prev(span));
  }
  return 1e-9 * step;
}

double event_resolution(CudaQueue& queue) { return std::max(0.5e-6, event_step(queue)); }

}  // namespace warpmark
