#pragma once

#include "harness/cuda/queue.h"
#include "models/backends/cuda/addresses.h"
#include "models/backends/cuda/cudnn_graph.h"
#include "models/backends/cuda/product.h"

#include <cstddef>
#include <functional>
#include <string>

namespace warpmark::nn {

/// A kernel of a library, planned: ready to be enqueued on the queue it was planned for.
struct VendorKernel {
  std::string implementation;  // engine or algorithm
  std::size_t workspace_bytes = 0;
  std::function<void(const Addresses&, std::byte* workspace)> enqueue;
};

/// The libraries that compute what the project has no kernels for.
class Vendor {
 public:
  virtual ~Vendor() = default;
  /// Throw Unsupported, naming what was to be planned, where the library cannot.
  virtual VendorKernel plan(const CudnnGraph& graph, CudaQueue& queue) = 0;
  virtual VendorKernel plan(const Product& product, CudaQueue& queue) = 0;
  /// Names and versions.
  virtual std::string describe() const = 0;
};

}  // namespace warpmark::nn
