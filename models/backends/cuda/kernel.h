#pragma once

#include "harness/cuda/queue.h"
#include "models/backends/cuda/addresses.h"
#include "models/backends/cuda/buffers.h"
#include "models/backends/cuda/cudnn_graph.h"
#include "models/backends/cuda/product.h"
#include "models/phase.h"

#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace warpmark::nn {

/// One of the project's own kernels; `step`: of the captured graph that it is a part of.
using Own = std::function<void(CudaQueue&, const Addresses&, Index step)>;

/// A group of nodes as one piece of work on the device.
struct Kernel {
  std::string name;  // of the group: "batch_norm_relu"
  std::variant<CudnnGraph, Product, Own> what;
  std::vector<int> reads, writes;  // buffers
  Phase phase = Phase::forward;
  // Does nothing wait for its result but the optimiser, or the end of the step? Then it may run
  // beside what follows.
  bool aside = false;
};

}  // namespace warpmark::nn
