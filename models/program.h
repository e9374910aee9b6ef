#pragma once

#include "harness/dtype.h"
#include "harness/queue.h"
#include "models/data/dataset.h"
#include "models/graph.h"
#include "models/state.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace warpmark {
class Annotations;
}

namespace warpmark::nn {

/// In which order a program takes the images of its set.
enum class Order { shuffled, sequential };

enum class Augmentation { none, crop_flip };

/// How a graph is to be compiled.
struct Build {
  DType dtype = DType::fp32;  // fp32 (strict), tf32, bf16, fp16; fp64 on the reference back end
  Index batch = 64;
  Order order = Order::shuffled;
  Augmentation augmentation = Augmentation::none;
  std::uint64_t seed = 0;            // of order and augmentation
  int threads = 1;                   // of a CPU
  bool deterministic = false;        // the same bits every time, at the price of speed
  bool heuristics = false;           // a library's algorithms by its rules, not by timing them
  std::filesystem::path plans = {};  // where algorithms chosen by timing are kept; empty: nowhere
  Queue* queue = nullptr;            // where a GPU's work goes
  // Each phase of a step is a range of these, and what a GPU would be given as captured graphs it
  // is given kernel by kernel: the same bits.
  const Annotations* annotations = nullptr;
};

/// Batches first … first + count of an epoch. The last batch of an epoch is what is left: it may be
/// smaller. learning_rate: of each of these steps; empty for a graph without optimiser.
struct Steps {
  Index epoch = 0, first = 0, count = 0;
  std::span<const float> learning_rate = {};
};

/// Over the steps since the last time it was asked.
struct Metrics {
  double loss = 0;  // mean over the images
  Index images = 0, correct = 0;
  Index skipped_steps = 0;  // updates left out because gradients overflowed (fp16)
};

/// A graph compiled for one device, precision and batch, with the images that it works on beside
/// it. With an optimiser in the graph it trains; without, it predicts. run() allocates nothing and
/// waits for nothing but a CPU's own work.
class Program {
 public:
  virtual ~Program() = default;

  /// Sets what the state names. Throws as check_state() does.
  virtual void write(const State& state) = 0;
  /// All parameters and running statistics, velocities too where it trains.
  virtual State read() = 0;

  /// Enqueues. An image's pixels reach the graph as byte / 255.
  virtual void run(const Steps& steps) = 0;

  /// Waits for what is enqueued.
  virtual Metrics metrics() = 0;

  /// A value of the last batch, (batch, …) where it is batched. Throws std::invalid_argument for
  /// one that does not outlive its use; logits, loss and the parameters' gradients always do.
  virtual Tensor fetch(ValueId value) = 0;

  /// What computes it: libraries, engines, fused groups.
  virtual std::string implementation() const = 0;
};

/// A back end. The images outlive the program. Throws Unsupported for what this machine cannot.
using Compile =
    std::function<std::unique_ptr<Program>(const Graph&, const ImageSet&, const Build&)>;

/// Steps of an epoch over `images` images.
inline Index steps_per_epoch(Index images, Index batch) { return (images + batch - 1) / batch; }

}  // namespace warpmark::nn
