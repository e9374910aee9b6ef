#pragma once

#include "models/backends/cuda/batch_plan.h"
#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/memory.h"
#include "models/backends/cuda/metrics.h"
#include "models/backends/cuda/replay.h"

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace warpmark::nn {

/// Batches of one size, and their steps as graphs.
struct Batches {
  Batches(const Graph& graph, const ImageSet& images, const Build& build, Index rows,
          const Tuning& tuning, Vendor& vendor, CudaQueue& main, CudaQueue& beside)
      : rows(rows), plan(lower(graph, images, build, rows, tuning), vendor, main, beside) {}

  Index rows;
  BatchPlan plan;
  std::optional<Replay> one, several;
};

/// The steps of an epoch on a GPU: whole batches and what is left behind them, on the same
/// parameters.
class StepRunner {
 public:
  /// Plans, allocates and captures, and runs each kernel and graph once. All parameters are zeros
  /// then.
  StepRunner(const Graph& graph, const ImageSet& images, const Build& build,
             std::shared_ptr<Vendor> vendor, const Tuning& tuning);

  /// Enqueues: of whole graphs, or phase by phase where those are to be annotated.
  void run(const Steps& steps);
  Metrics metrics() { return totals_.take(std::exchange(seen_, 0)); }

  Memory& memory() { return memory_; }
  /// Of the batch size, and of the last batch that was run. Parameters lie where they do in both.
  const BatchPlan& plan() const { return batches_.front()->plan; }
  const Batches& last() const { return *last_; }
  std::vector<ImageMetrics> last_metrics();
  const Vendor& vendor() const { return *vendor_; }

 private:
  std::vector<std::unique_ptr<Batches>> make_batches(const Graph& graph, const ImageSet& images,
                                                     const Tuning& tuning);
  std::vector<const Lowered*> lowered() const;
  std::size_t arena_bytes() const;
  void place();
  void try_out(const std::function<void(Batches&, Index first)>& enqueue);
  void capture(Batches& batches);
  void enqueue_phases(Batches& batches);
  Index enqueue_some(Index step, Index most);

  Build build_;
  Index steps_of_graph_;
  CudaQueue& queue_;
  CudaQueue beside_;
  std::shared_ptr<Vendor> vendor_;  // whose handles know both queues
  Index whole_steps_;
  std::vector<std::unique_ptr<Batches>> batches_;  // of whole batches; of what is left behind them
  Memory memory_;
  DeviceBuffer images_, labels_, overflow_;
  EpochSettings settings_;
  MetricsBuffer totals_;
  Batches* last_;    // of the last batch
  Index next_ = -1;  // the step that the device is at, where the host knows
  Index seen_ = 0;   // images since metrics() was asked
};

}  // namespace warpmark::nn
