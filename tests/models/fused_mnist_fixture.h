#pragma once

#include "harness/cuda/queue.h"
#include "models/backends/cuda/fused_mnist.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/cuda/gpu.h"
#include "tests/models/cuda_threads.h"

#include <array>
#include <memory>

namespace warpmark::nn {

/// Some images of MNIST's size and sparseness, all different.
ImageSet sparse_images(Index count);

/// Largest difference, relative to the largest magnitude of `exact`.
double largest_error(const Tensor& got, const Tensor& exact);

/// The fused program of MNIST's network on a few images: two steps an epoch, the second of fewer.
class FusedMnist : public OnGpu<> {
 protected:
  static constexpr Index kImages = 5, kBatch = 3, kSteps = 2;

  void SetUp() override {
    OnGpu::SetUp();
    if (!IsSkipped()) queue_ = std::make_unique<CudaQueue>(0);
  }
  void TearDown() override { run_threads(thread_orders().front()); }

  Build build() const {
    return {.dtype = DType::fp32, .batch = kBatch, .seed = 3, .queue = queue_.get()};
  }
  Steps steps(Index epoch, Index first, Index count) const {
    return {epoch, first, count, {rates_.data(), static_cast<std::size_t>(count)}};
  }

  std::unique_ptr<CudaQueue> queue_;
  const ImageSet set_ = sparse_images(kImages);
  const Graph training_ = differentiate(mnist_cnn(Builder::Mode::training), {.momentum = 0.5});
  const State initial_ = initial_state(training_, 11);
  const std::array<float, kSteps> rates_{0.05f, 0.02f};
};

}  // namespace warpmark::nn
