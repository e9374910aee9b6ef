// On a GPU, the values that PyTorch computes from the same parameters and images.

#include "tests/models/cuda_golden.h"

#include "models/backends/cuda/fused_mnist.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/cuda/gpu.h"
#include "tests/golden/golden.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

class CudaGolden : public OnGpu<> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (!IsSkipped()) queue_ = std::make_unique<CudaQueue>(0);
  }
  Build build(Index batch) const {
    return {.dtype = DType::fp32,
            .batch = batch,
            .order = Order::sequential,
            .deterministic = true,
            .heuristics = true,
            .queue = queue_.get()};
  }

  std::unique_ptr<CudaQueue> queue_;
};

constexpr Index kMnistSteps = 20;

TEST_F(CudaGolden, MnistIsPyTorchs) { expect_pytorchs_mnist(cuda_backend(), *queue_, kMnistSteps); }

TEST_F(CudaGolden, FusedMnistIsPyTorchs) {
  expect_pytorchs_mnist(compile_fused_mnist, *queue_, kMnistSteps);
}

/// Strict fp32.
class CudaGoldenResnet18 : public CudaGolden {
 protected:
  void SetUp() override {
    CudaGolden::SetUp();
    if (!IsSkipped()) start_ = golden::start(graph_);
  }

  const Graph graph_ = differentiate(resnet18(Builder::Mode::training, {3, 32, 32}, 10), {0.9});
  State start_;
};

// The first loss, and the first gradients as near as PyTorch's own in fp32.
TEST_F(CudaGoldenResnet18, IsPyTorchs) {
  const auto golden = golden::values("resnet18");
  const Index batch = golden.at("batch");
  const ImageSet images = golden::images(batch, golden.at("image"));
  const auto program = cuda_backend()(graph_, images, build(batch));
  program->write(start_);
  const float rate = golden.at("learning_rate");
  program->run({.count = 1, .learning_rate = {&rate, 1}});
  const double loss = golden.at("loss")[0];
  EXPECT_NEAR(program->metrics().loss, loss, 1e-5 * loss);
  OneBatch reference(graph_, images, start_);
  const auto error = golden::fp32_gradient_error();
  for (std::size_t i = 0; i < graph_.parameters.size(); ++i) {
    const std::string& name = graph_.value(graph_.parameters[i].value).name;
    const ValueId gradient = gradients(graph_)[i];
    EXPECT_LE(distance(program->fetch(gradient), reference.fetch(gradient)), 3 * error.at(name))
        << name;
  }
}

TEST_F(CudaGoldenResnet18, StaysInPyTorchsBand) {
  const golden::Band band = golden::fp32_losses();
  const Index batch = golden::values("resnet18_fp32").at("batch");
  const auto steps = static_cast<Index>(band.low.size());
  const ImageSet images = golden::images(batch * steps, {3, 32, 32});
  const auto program = cuda_backend()(graph_, images, build(batch));
  program->write(start_);
  const float rate = 0.01f;
  for (std::size_t i = 0; i < band.low.size(); ++i) {
    program->run({.first = static_cast<Index>(i), .count = 1, .learning_rate = {&rate, 1}});
    const double loss = program->metrics().loss;
    EXPECT_GT(loss, band.low[i]) << "step " << i;
    EXPECT_LT(loss, band.high[i]) << "step " << i;
  }
}

}  // namespace
}  // namespace warpmark::nn
