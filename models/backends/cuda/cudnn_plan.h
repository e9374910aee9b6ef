#pragma once

#include "harness/cuda/engine_choice.h"
#include "models/backends/cuda/shared_engines.h"
#include "models/backends/cuda/vendor.h"

namespace warpmark::nn {

/// Plans cuDNN's graphs for a GPU. Equal graphs get the same engine, which planners may share.
class CudnnPlanner {
 public:
  CudnnPlanner(CudnnRules rules, EngineChoice choice, std::shared_ptr<SharedEngines> shared);
  ~CudnnPlanner();

  /// Throws Unsupported, naming the graph, where no engine takes it.
  VendorKernel plan(const CudnnGraph& graph, CudaQueue& queue);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace warpmark::nn
