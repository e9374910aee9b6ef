#include "models/backends/cuda/engine_choice.h"

#include "harness/cuda/event.h"
#include "harness/cuda/graph.h"
#include "harness/error.h"

#include <algorithm>
#include <limits>

namespace warpmark::nn {
namespace {

std::string on_device(const CudaQueue& queue, const std::string& key) {
  return std::to_string(queue.ordinal()) + ' ' + key;
}

/// Seconds of one execution: of several as one CUDA graph, so that the host does not hold them up.
double time(CudaQueue& queue, const std::function<void()>& run) {
  constexpr int kExecutions = 8, kRounds = 4;
  run();  // loads what it needs
  const CudaGraph several(queue, [&] {
    for (int n = 0; n < kExecutions; ++n) run();
  });
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    Event start, stop;
    start.record(queue);
    several.launch(queue);
    stop.record(queue);
    stop.wait();
    least = std::min(least, stop.seconds_since(start) / kExecutions);
  }
  return least;
}

}  // namespace

int EngineChoice::known(const CudaQueue& queue, const std::string& key) const {
  const auto found = chosen_->find(on_device(queue, key));
  return found == chosen_->end() ? -1 : found->second;
}

int EngineChoice::operator()(CudaQueue& queue, const std::string& key, int count,
                             const std::function<bool(int)>& prepare,
                             const std::function<void(int)>& run) {
  const int most = by_ == By::heuristics ? 1 : kCandidates;
  int best = -1, tried = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < count && tried < most; ++i) {
    if (!prepare(i)) continue;
    ++tried;
    const double seconds = most == 1 ? 0 : time(queue, [&] { run(i); });
    if (seconds >= least) continue;
    least = seconds;
    best = i;
  }
  if (best < 0) throw Unsupported(key + ": no engine can be built");
  return (*chosen_)[on_device(queue, key)] = best;
}

}  // namespace warpmark::nn
