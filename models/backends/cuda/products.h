#pragma once

#include "harness/cuda/engine_choice.h"
#include "harness/dtype.h"
#include "models/backends/cuda/vendor.h"

#include <memory>

namespace warpmark::nn {

/// Plans products of matrices for a GPU, by cuBLASLt. Equal products get the same algorithm.
class ProductPlanner {
 public:
  ProductPlanner(DType dtype, bool deterministic, EngineChoice choice);
  ~ProductPlanner();

  /// Throws Unsupported, naming the product, where cuBLASLt has no algorithm.
  VendorKernel plan(const Product& product, CudaQueue& queue);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace warpmark::nn
