// The reference back end as a program: batches, order, augmentation, state; and its loops where
// PyTorch's convention decides.

#include "models/backends/reference/reference.h"

#include "harness/error.h"
#include "models/backends/reference/loops.h"
#include "models/data/augment.h"
#include "models/data/permutation.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace warpmark::nn {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Graph network(Builder::Mode mode = Builder::Mode::training) {
  Builder b({2, 6, 5}, mode);
  ValueId x = b.relu(b.batch_norm(b.convolution(b.images(), "conv", 3, {.size = 3}), "bn"));
  return b.finish(b.linear(x, "fc", 4));
}

const Graph kForward = network(), kPredictor = network(Builder::Mode::inference);

const ImageSet& images() {
  static const ImageSet set = random_images(10, {2, 6, 5}, 4);
  return set;
}

std::unique_ptr<Program> compile(const Graph& graph, Build build) {
  build.dtype = DType::fp64;
  auto program = compile_reference(graph, images(), build);
  program->write(random_state(graph));
  return program;
}

std::unique_ptr<Program> predictor(Build build) { return compile(kPredictor, build); }

TEST(Reference, EndsAnEpochWithWhatIsLeft) {
  const auto program = predictor({.batch = 4, .order = Order::sequential});
  program->run({.count = 3});
  const Metrics metrics = program->metrics();
  EXPECT_EQ(metrics.images, 10);
  EXPECT_EQ(program->fetch(kPredictor.logits).shape, (Shape{2, 4}));
  EXPECT_EQ(program->metrics().images, 0);

  // The mean over images, not over batches; the count of the largest logits.
  const auto whole = predictor({.batch = 10, .order = Order::sequential});
  whole->run({.count = 1});
  const Metrics expected = whole->metrics();
  EXPECT_NEAR(metrics.loss, expected.loss, 1e-14);
  EXPECT_EQ(metrics.correct, expected.correct);
}

TEST(Reference, ShufflesByThePermutation) {
  const auto program = predictor({.batch = 4, .seed = 5});
  program->run({.epoch = 3, .first = 1, .count = 1});
  const Permutation order(5, 3, 10);
  const Tensor batch = program->fetch(kPredictor.images),
               labels = program->fetch(kPredictor.labels);
  for (Index i = 0; i < 4; ++i) {
    const Index image = order(4 + i);
    EXPECT_EQ(labels.values.at(static_cast<std::size_t>(i)),
              images().labels.at(static_cast<std::size_t>(image)));
    for (Index p = 0; p < 60; ++p) {
      EXPECT_EQ(batch.values.at(static_cast<std::size_t>(i * 60 + p)),
                images().images.at(static_cast<std::size_t>(image * 60 + p)) / 255.0);
    }
  }
}

TEST(Reference, CropsAndFlipsEachImage) {
  const auto program = predictor({.batch = 10,
                                  .order = Order::sequential,
                                  .augmentation = Augmentation::crop_flip,
                                  .seed = 5});
  program->run({.epoch = 2, .count = 1});
  const Tensor batch = program->fetch(kPredictor.images);
  for (Index i = 0; i < 10; ++i) {
    const CropFlip crop = crop_flip(5, 2, i);
    for (Index p = 0; p < 60; ++p) {
      const Index source = crop.source(p % 30 / 5, p % 5, 6, 5), at = i * 60 + p / 30 * 30 + source;
      EXPECT_EQ(batch.values.at(static_cast<std::size_t>(i * 60 + p)),
                source < 0 ? 0 : images().images.at(static_cast<std::size_t>(at)) / 255.0);
    }
  }
}

TEST(Reference, TrainsTheSameWithAnyNumberOfThreads) {
  const Graph graph = differentiate(kForward, {0.9});
  const std::vector<float> rates{0.1f, 0.1f, 0.05f};
  std::vector<State> states;
  for (int threads : {1, 3}) {
    const auto program = compile(graph, {.batch = 4, .threads = threads});
    program->run({.count = 3, .learning_rate = rates});
    states.push_back(program->read());
  }
  for (const auto& [name, tensor] : states[0]) EXPECT_EQ(tensor.values, states[1].at(name).values);
}

/// v ← m·v + g, p ← p − lr·v, twice.
TEST(Reference, FollowsTheLearningRates) {
  const Graph graph = differentiate(kForward, {0.5});
  const auto program = compile(graph, {.batch = 10, .order = Order::sequential});
  const State begin = program->read();
  double p = begin.at("fc.bias").values[0], v = begin.at("velocity.fc.bias").values[0];
  for (float rate : {0.25f, 0.125f}) {
    program->run({.count = 1, .learning_rate = {&rate, 1}});
    v = 0.5 * v + program->fetch(gradients(graph).back()).values[0];
    p -= rate * v;
  }
  EXPECT_EQ(program->read().at("fc.bias").values[0], p);
  EXPECT_EQ(program->read().at("velocity.fc.bias").values[0], v);
}

TEST(Reference, ReadsWhatWasWritten) {
  const Graph graph = differentiate(kForward, {0.9});
  const auto program = compile(graph, {.batch = 4});
  const State state = random_state(graph), read = program->read();
  ASSERT_EQ(read.size(), state.size());
  EXPECT_TRUE(read.count("velocity.conv.weight") && read.count("bn.running_var"));
  for (const auto& [name, tensor] : state) EXPECT_EQ(read.at(name).values, tensor.values) << name;

  // Parts of a state may be written; velocities mean nothing to a network that only predicts.
  const auto other = predictor({.batch = 4});
  other->write(read);
  EXPECT_EQ(other->read().count("velocity.conv.weight"), 0u);
  other->write({{"fc.bias", {{4}, {1, 2, 3, 4}}}});
  EXPECT_EQ(other->read().at("fc.bias").values, (std::vector<double>{1, 2, 3, 4}));
  EXPECT_EQ(other->read().at("fc.weight").values, state.at("fc.weight").values);
}

TEST(Reference, RefusesWhatDoesNotFit) {
  const auto program = predictor({.batch = 4});
  EXPECT_THROW(program->write({{"fc.bias", {{5}, {1, 2, 3, 4, 5}}}}), std::invalid_argument);
  EXPECT_THROW(program->write({{"fc.bias", {{4}, {1, 2, 3}}}}), std::invalid_argument);
  EXPECT_THROW(program->write({{"fc.biases", {{4}, {1, 2, 3, 4}}}}), std::invalid_argument);
  EXPECT_THROW(program->run({.first = 3, .count = 1}), std::invalid_argument);
  EXPECT_THROW(program->fetch(-1), std::invalid_argument);
  const auto trainer = compile(differentiate(kForward, {}), {.batch = 4});
  EXPECT_THROW(trainer->run({.count = 1}), std::invalid_argument);
  EXPECT_THROW(compile_reference(kForward, images(), {.dtype = DType::fp32}), Unsupported);
  const Graph mnist = mnist_cnn(Builder::Mode::training);
  EXPECT_THROW(compile_reference(mnist, images(), {.dtype = DType::fp64}), std::invalid_argument);
  const ImageSet more = random_images(2, {2, 6, 5}, 5);
  EXPECT_THROW(compile_reference(kForward, more, {.dtype = DType::fp64}), std::invalid_argument);
}

using reference::Array;

Array array(Shape shape, std::vector<double> data) {
  return {std::move(shape), 1, std::move(data)};
}

TEST(ReferenceLoops, PoolTheFirstOfEquals) {
  Array x = array({1, 2, 4}, {1, 5, 5, 2,  //
                              5, 5, 7, 7});
  Array y = array({1, 1, 2}, {0, 0}), dy = array({1, 1, 2}, {3, 4}), dx = array({1, 2, 4}, {});
  dx.data.resize(8);
  const MaxPool op{2, 2, 0};
  reference::run(op, {.in = {&x}, .out = {&y}});
  EXPECT_EQ(y.data, (std::vector<double>{5, 7}));
  reference::run(MaxPoolBackward{2, 2, 0}, {.in = {&x, &y, &dy}, .out = {&dx}});
  EXPECT_EQ(dx.data, (std::vector<double>{0, 3, 0, 0, 0, 0, 4, 0}));
}

TEST(ReferenceLoops, PaddingNeverWins) {
  Array x = array({1, 1, 1}, {-5}), y = array({1, 1, 1}, {0});
  reference::run(MaxPool{3, 2, 1}, {.in = {&x}, .out = {&y}});
  EXPECT_EQ(y.data[0], -5);
}

TEST(ReferenceLoops, LoseNoNaN) {
  Array x = array({1, 2, 2}, {1, kNaN, 2, 3}), pooled = array({1, 1, 1}, {0}), y = x;
  reference::run(MaxPool{2, 2, 0}, {.in = {&x}, .out = {&pooled}});
  EXPECT_TRUE(std::isnan(pooled[0]));
  reference::run(Relu{}, {.in = {&x}, .out = {&y}});
  EXPECT_TRUE(std::isnan(y[1]));
}

TEST(ReferenceLoops, CountTheFirstOfEqualLogits) {
  Array logits = array({3}, {2, 7, 7}), labels = array({1}, {1}), loss = array({1}, {0});
  Array correct = loss;
  reference::run(SoftmaxNll{}, {.in = {&logits, &labels}, .out = {&loss, &correct}});
  EXPECT_EQ(correct[0], 1);
  EXPECT_NEAR(loss[0], std::log(2 + std::exp(-5)), 1e-15);
  labels[0] = 2;
  reference::run(SoftmaxNll{}, {.in = {&logits, &labels}, .out = {&loss, &correct}});
  EXPECT_EQ(correct[0], 0);
}

TEST(ReferenceLoops, SoftmaxDoesNotOverflow) {
  Array logits = array({2}, {1e4, 0}), labels = array({1}, {1}), loss = array({1}, {0});
  Array correct = loss;
  reference::run(SoftmaxNll{}, {.in = {&logits, &labels}, .out = {&loss, &correct}});
  EXPECT_EQ(loss[0], 1e4);
}

/// The batch's variance is biased in y, unbiased in the running variance.
TEST(ReferenceLoops, MoveRunningStatistics) {
  Array x = array({1, 1, 2}, {1, 3}), gamma = array({1}, {2}), beta = array({1}, {1});
  Array mean = array({1}, {10}), variance = array({1}, {20});
  Array y = x, batch_mean = mean, rstd = mean;
  reference::run(BatchNorm{0, 0.1},
                 {.in = {&x, &gamma, &beta, &mean, &variance}, .out = {&y, &batch_mean, &rstd}});
  EXPECT_EQ(y.data, (std::vector<double>{-1, 3}));
  EXPECT_EQ(batch_mean[0], 2);
  EXPECT_EQ(rstd[0], 1);
  EXPECT_NEAR(mean[0], 9.2, 1e-15);
  EXPECT_NEAR(variance[0], 18.2, 1e-14);
}

}  // namespace
}  // namespace warpmark::nn
