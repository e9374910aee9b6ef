#include "harness/cuda/engine_choice.h"

#include "harness/cuda/check.h"
#include "harness/cuda/event.h"
#include "harness/cuda/graph.h"
#include "harness/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace warpmark {
namespace {

std::string on_device(const CudaQueue& queue, const std::string& graph) {
  return std::to_string(queue.ordinal()) + ' ' + graph;
}

std::string device_name(const CudaQueue& queue) {
  cudaDeviceProp properties{};
  WARPMARK_CUDA_CHECK(cudaGetDeviceProperties(&properties, queue.ordinal()));
  return properties.name;
}

double elapsed(CudaQueue& queue, const std::function<void()>& work) {
  Event start, stop;
  start.record(queue);
  work();
  stop.record(queue);
  stop.wait();
  return stop.seconds_since(start);
}

/// Seconds of one execution: of several as one CUDA graph, so that the host does not hold up short
/// ones. Of what is far from the `least` so far, one does.
double seconds(CudaQueue& queue, const std::function<void()>& run, double least_so_far) {
  constexpr double kLong = 1e-3;
  constexpr int kRounds = 4;
  run();  // loads what it needs
  const double once = elapsed(queue, run);
  const int executions = once > kLong ? 1 : 8;
  const CudaGraph several(queue, [&] {
    for (int n = 0; n < executions; ++n) run();
  });
  if (once > kLong && once > 2 * least_so_far) return once;
  double least = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    least = std::min(least, elapsed(queue, [&] { several.launch(queue); }) / executions);
  }
  return least;
}

}  // namespace

EngineChoice EngineChoice::kept_in(const std::filesystem::path& file) const {
  EngineChoice choice = *this;
  choice.file_ = file;
  return choice;
}

int EngineChoice::known(const CudaQueue& queue, const std::string& graph) const {
  const auto found = chosen_->find(on_device(queue, graph));
  return found == chosen_->end() ? -1 : found->second;
}

std::string EngineChoice::how() const {
  return by_ == By::heuristics ? ", engines by their heuristics" : "";
}

void EngineChoice::note(const std::string& line) { *notes_ << "warpmark: " << line << std::endl; }

/// Empty where it cannot be built, has no room, or cannot be run after all, or not from a CUDA
/// graph, as the steps of a program are.
std::optional<double> EngineChoice::time(CudaQueue& queue, const Candidates& of, int i,
                                         double least) try {
  if (!of.prepare(i)) return std::nullopt;
  return seconds(
      queue, [&] { of.run(i); }, least);
} catch (const DeviceLost&) {
  throw;
} catch (const std::exception& error) {
  note(fmt::format("{}: {} is passed over: {}", of.graph, of.name(i), error.what()));
  return std::nullopt;
}

/// What the file says, where that can still be run.
std::optional<int> EngineChoice::kept(const PlanKey& key, const Candidates& of) {
  const Plans plans = read_plans(file_);
  const auto found = plans.find(key);
  if (found == plans.end()) return std::nullopt;
  for (int i = 0; i < of.count; ++i) {
    if (of.name(i) == found->second && of.prepare(i)) return i;
  }
  note(fmt::format("{}: {} cannot be built for {}, is chosen anew", file_.string(), found->second,
                   of.graph));
  return std::nullopt;
}

/// By timing, or the first that does.
int EngineChoice::choose(CudaQueue& queue, const Candidates& of) {
  const int most = by_ == By::heuristics ? 1 : kCandidates;
  int best = -1, tried = 0;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < of.count && tried < most; ++i) {
    const auto time = this->time(queue, of, i, least);
    if (!time) continue;
    ++tried;
    if (*time >= least) continue;
    least = *time;
    best = i;
  }
  if (best < 0) throw Unsupported(of.graph + ": no engine can be built");
  return best;
}

int EngineChoice::operator()(CudaQueue& queue, const Candidates& of) {
  int& chosen = chosen_->try_emplace(on_device(queue, of.graph), -1).first->second;
  if (chosen >= 0) return chosen;
  if (by_ == By::heuristics || file_.empty()) return chosen = choose(queue, of);
  const PlanKey key{device_name(queue), of.library, of.graph};
  if (const auto before = kept(key, of)) return chosen = *before;
  const int now = choose(queue, of);
  keep_plan(file_, key, of.name(now));
  return chosen = now;
}

}  // namespace warpmark
