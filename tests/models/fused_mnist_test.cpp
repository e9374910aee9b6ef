// The fused MNIST program against the reference back end.

#include "harness/error.h"
#include "models/backends/reference/reference.h"
#include "tests/models/cuda_capture.h"
#include "tests/models/fused_mnist_fixture.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

Build exactly(Build build) {
  build.dtype = DType::fp64;
  return build;
}

/// A set `times` over.
ImageSet repeated(const ImageSet& set, Index times) {
  ImageSet all = set;
  all.count *= times;
  for (Index i = 1; i < times; ++i) {
    all.images.insert(all.images.end(), set.images.begin(), set.images.end());
    all.labels.insert(all.labels.end(), set.labels.begin(), set.labels.end());
  }
  return all;
}

TEST_F(FusedMnist, TrainsAsTheReferenceInEveryOrderOfThreads) {
  const auto exact = compile_reference(training_, set_, exactly(build()));
  exact->write(initial_);
  for (Index epoch = 0; epoch < 2; ++epoch) exact->run(steps(epoch, 0, kSteps));
  const Metrics expected = exact->metrics();
  for (const std::string& order : thread_orders()) {
    SCOPED_TRACE(order);
    run_threads(order);
    const auto fused = compile_fused_mnist(training_, set_, build());
    fused->write(initial_);
    for (Index epoch = 0; epoch < 2; ++epoch) fused->run(steps(epoch, 0, kSteps));
    const Metrics metrics = fused->metrics();
    EXPECT_EQ(metrics.images, 2 * kImages);
    EXPECT_EQ(metrics.correct, expected.correct);
    EXPECT_NEAR(metrics.loss, expected.loss, 1e-6 * expected.loss);
    const State trained = fused->read(), wanted = exact->read();
    ASSERT_EQ(trained.size(), wanted.size());
    for (const auto& [name, tensor] : wanted) {
      EXPECT_LT(largest_error(trained.at(name), tensor), 2e-6) << name;
    }
  }
}

TEST_F(FusedMnist, GradientsAreTheReferences) {
  const auto exact = compile_reference(training_, set_, exactly(build()));
  const auto fused = compile_fused_mnist(training_, set_, build());
  for (Program* program : {exact.get(), fused.get()}) {
    program->write(initial_);
    program->run(steps(0, 1, 1));
  }
  for (ValueId value : {training_.logits, training_.loss}) {
    EXPECT_LT(largest_error(fused->fetch(value), exact->fetch(value)), 1e-6);
  }
  for (ValueId gradient : training_.nodes.back().inputs) {
    EXPECT_LT(largest_error(fused->fetch(gradient), exact->fetch(gradient)), 5e-6)
        << training_.value(gradient).name;
  }
}

// More images than blocks. All come equally often, so that the gradient is that of a few.
TEST_F(FusedMnist, BlocksTakeSeveralImages) {
  const ImageSet few = sparse_images(3), many = repeated(few, queue_->multiprocessors());
  Build whole = build();
  whole.order = Order::sequential;
  const auto exact = compile_reference(training_, few, exactly(whole));
  whole.batch = many.count;
  const auto fused = compile_fused_mnist(training_, many, whole);
  for (Program* program : {exact.get(), fused.get()}) {
    program->write(initial_);
    program->run(steps(0, 0, 1));
  }
  EXPECT_EQ(fused->metrics().images, many.count);
  for (ValueId gradient : training_.nodes.back().inputs) {
    EXPECT_LT(largest_error(fused->fetch(gradient), exact->fetch(gradient)), 1e-5)
        << training_.value(gradient).name;
  }
}

TEST_F(FusedMnist, PredictsAsTheReference) {
  const Graph inference = mnist_cnn(Builder::Mode::inference);
  Build sequential = build();
  sequential.order = Order::sequential;
  const auto fused = compile_fused_mnist(inference, set_, sequential);
  const auto exact = compile_reference(inference, set_, exactly(sequential));
  for (Program* program : {fused.get(), exact.get()}) {
    program->write(initial_);
    program->run({.count = kSteps});
  }
  EXPECT_LT(largest_error(fused->fetch(inference.logits), exact->fetch(inference.logits)), 1e-6);
  EXPECT_EQ(fused->metrics().correct, exact->metrics().correct);
}

// An epoch is one graph, its single steps are none.
TEST_F(FusedMnist, AnEpochIsItsSteps) {
  const auto fused = compile_fused_mnist(training_, set_, build());
  const State epoch = train_epoch(*fused, initial_, kSteps, kSteps);
  EXPECT_NE(epoch.at("conv1.weight").values, initial_.at("conv1.weight").values);
  expect_same_bits(train_epoch(*fused, initial_, kSteps, 1), epoch);
}

// Nothing is left of what ran before the epoch was captured.
TEST_F(FusedMnist, BeginsWithNothingBehindIt) {
  const auto fused = compile_fused_mnist(training_, set_, build());
  for (const auto& [name, tensor] : fused->read()) {
    EXPECT_EQ(tensor.values, std::vector<double>(tensor.values.size())) << name;
  }
  fused->run(steps(0, 0, 1));
  const Metrics metrics = fused->metrics();
  EXPECT_EQ(metrics.images, kBatch);
  EXPECT_NEAR(metrics.loss, fused->fetch(training_.loss).values[0], 1e-6);
}

TEST_F(FusedMnist, RefusesWhatItDoesNotCompute) {
  const Graph other =
      differentiate(resnet18_cifar(Builder::Mode::training, {1, 28, 28}, 10), {0.5});
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
