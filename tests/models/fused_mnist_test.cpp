// The fused MNIST program against the reference back end, on the emulated GPU.

#include "models/backends/cuda/fused_mnist.h"

#include "harness/cuda/queue.h"
#include "harness/error.h"
#include "harness/philox.h"
#include "models/backends/reference/reference.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/cuda_on_cpu/grid.h"
#include "tests/cuda_on_cpu/runtime.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark::nn {
namespace {

// The last batch of an epoch is smaller; the emulated GPU has two multiprocessors, so that a block
// takes several images and there are several blocks.
constexpr Index kImages = 5, kBatch = 3;
constexpr Sgd kSgd{.momentum = 0.5};

ImageSet random_images() {
  ImageSet set{.count = kImages, .channels = 1, .height = 28, .width = 28, .classes = 10};
  for (Index i = 0; i < kImages * set.image_bytes(); ++i) {
    const auto word = philox(static_cast<std::uint64_t>(i), {1, 2}).word[0];
    set.images.push_back(static_cast<std::uint8_t>(word % 3 == 0 ? word >> 24 : 0));
  }
  for (Index i = 0; i < kImages; ++i) set.labels.push_back(static_cast<std::uint16_t>(7 * i % 10));
  return set;
}

/// Largest difference, relative to the largest magnitude of `exact`.
double error(const Tensor& got, const Tensor& exact) {
  EXPECT_EQ(got.shape, exact.shape);
  double difference = 0, magnitude = 0;
  for (std::size_t i = 0; i < exact.values.size(); ++i) {
    // A NaN is larger than anything.
    const double d = std::abs(got.values[i] - exact.values[i]);
    difference = d <= difference ? difference : d;
    magnitude = std::max(magnitude, std::abs(exact.values[i]));
  }
  return magnitude > 0 ? difference / magnitude : difference;
}

class FusedMnist : public testing::Test {
 protected:
  void SetUp() override { emulation::schedule() = {}; }

  Build build(Index batch = kBatch) {
    return {.dtype = DType::fp32, .batch = batch, .seed = 3, .queue = &queue_};
  }
  Build exact_build(Index batch = kBatch) {
    Build exact = build(batch);
    exact.dtype = DType::fp64;
    return exact;
  }
  Steps steps(Index epoch, Index first, Index count) const {
    return {epoch, first, count, {rates_, static_cast<std::size_t>(count)}};
  }

  CudaQueue queue_{0};
  const ImageSet set_ = random_images();
  const Graph training_ = differentiate(mnist_cnn(Builder::Mode::training), kSgd);
  const State initial_ = initial_state(training_, 11);
  const float rates_[2] = {0.05f, 0.02f};
};

TEST_F(FusedMnist, TrainsAsTheReferenceInEveryOrderOfThreads) {
  const auto exact = compile_reference(training_, set_, exact_build());
  exact->write(initial_);
  for (Index epoch = 0; epoch < 2; ++epoch) exact->run(steps(epoch, 0, 2));
  const Metrics expected = exact->metrics();
  for (auto order : {emulation::Order::forward, emulation::Order::random}) {
    emulation::schedule() = {order, 5};
    const auto fused = compile_fused_mnist(training_, set_, build());
    fused->write(initial_);
    for (Index epoch = 0; epoch < 2; ++epoch) fused->run(steps(epoch, 0, 2));
    const Metrics metrics = fused->metrics();
    EXPECT_EQ(metrics.images, 2 * kImages);
    EXPECT_EQ(metrics.correct, expected.correct);
    EXPECT_NEAR(metrics.loss, expected.loss, 1e-6 * expected.loss);
    const State trained = fused->read(), wanted = exact->read();
    ASSERT_EQ(trained.size(), wanted.size());
    for (const auto& [name, tensor] : wanted) {
      EXPECT_LT(error(trained.at(name), tensor), 2e-6) << name;
    }
  }
}

TEST_F(FusedMnist, GradientsAreTheReferences) {
  const auto exact = compile_reference(training_, set_, exact_build());
  const auto fused = compile_fused_mnist(training_, set_, build());
  for (Program* program : {exact.get(), fused.get()}) {
    program->write(initial_);
    program->run(steps(0, 1, 1));
  }
  EXPECT_LT(error(fused->fetch(training_.logits), exact->fetch(training_.logits)), 1e-6);
  EXPECT_LT(error(fused->fetch(training_.loss), exact->fetch(training_.loss)), 1e-6);
  for (ValueId gradient : training_.nodes.back().inputs) {
    EXPECT_LT(error(fused->fetch(gradient), exact->fetch(gradient)), 5e-6)
        << training_.value(gradient).name;
  }
}

TEST_F(FusedMnist, PredictsAsTheReference) {
  const Graph inference = mnist_cnn(Builder::Mode::inference);
  Build here = build(), exactly = exact_build();
  here.order = exactly.order = Order::sequential;
  const auto fused = compile_fused_mnist(inference, set_, here);
  const auto exact = compile_reference(inference, set_, exactly);
  for (Program* program : {fused.get(), exact.get()}) {
    program->write(initial_);
    program->run({.count = 2});
  }
  EXPECT_LT(error(fused->fetch(inference.logits), exact->fetch(inference.logits)), 1e-6);
  EXPECT_EQ(fused->metrics().correct, exact->metrics().correct);
}

TEST_F(FusedMnist, AllocatesNothingAndWaitsForNothingWhileItRuns) {
  const auto fused = compile_fused_mnist(training_, set_, build());
  fused->write(initial_);
  const std::size_t allocations = emulation::allocations(), waits = emulation::waits();
  fused->run(steps(0, 0, 2));
  fused->run(steps(1, 0, 1));
  EXPECT_EQ(emulation::allocations(), allocations);
  EXPECT_EQ(emulation::waits(), waits);
}

TEST_F(FusedMnist, RefusesWhatItDoesNotCompute) {
  const Graph other = differentiate(resnet18_cifar(Builder::Mode::training, {1, 28, 28}, 10), kSgd);
  EXPECT_THROW(compile_fused_mnist(other, set_, build()), Unsupported);
  Build half = build();
  half.dtype = DType::bf16;
  EXPECT_THROW(compile_fused_mnist(training_, set_, half), Unsupported);
  Build augmented = build();
  augmented.augmentation = Augmentation::crop_flip;
  EXPECT_THROW(compile_fused_mnist(training_, set_, augmented), Unsupported);
}

}  // namespace
}  // namespace warpmark::nn
