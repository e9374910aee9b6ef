#include "models/verification.h"

#include "models/backends/reference/reference.h"
#include "tests/models/tiny.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace warpmark::nn {
namespace {

using testing_support::tiny_recipe;

TEST(DistinctImages, DivideTheBatchAndAreNotFew) {
  EXPECT_EQ(distinct_images(64, 16), 16);
  EXPECT_EQ(distinct_images(1024, 16), 16);
  EXPECT_EQ(distinct_images(100, 16), 10);
  EXPECT_EQ(distinct_images(1, 16), 1);
  EXPECT_EQ(distinct_images(6, 16), 6);
  EXPECT_EQ(distinct_images(97, 16), 97);  // no divisor but 1
  EXPECT_EQ(distinct_images(256, 2), 2);
}

TEST(VerificationImages, AreFewEachEquallyOftenInRandomPlaces) {
  const Graph graph = tiny_recipe().network(Builder::Mode::training);
  const ImageSet set = verification_images(graph, 4, 32);
  EXPECT_EQ(set.classes, 3);
  std::map<std::string, std::vector<Index>> places;
  for (Index i = 0; i < set.count; ++i) {
    const auto begin = set.images.begin() + i * set.image_bytes();
    places[std::string(begin, begin + set.image_bytes())].push_back(i);
  }
  ASSERT_EQ(places.size(), 4u);
  std::set<Index> steps;
  for (const auto& [image, at] : places) {
    EXPECT_EQ(at.size(), 8u);
    for (std::size_t i = 1; i < at.size(); ++i) {
      steps.insert(at[i] - at[i - 1]);
      EXPECT_EQ(set.labels[static_cast<std::size_t>(at[i])],
                set.labels[static_cast<std::size_t>(at[0])]);
    }
  }
  EXPECT_GT(steps.size(), 3u);
  EXPECT_EQ(set.images, verification_images(graph, 4, 32).images);
}

/// What repeats every image of a batch equally often has the loss and the gradients of the batch.
TEST(Probe, OfRepeatedImagesIsThatOfTheFew) {
  const auto probe = [](Index batch, Order order) {
    const Build build{.dtype = DType::fp64, .batch = batch, .order = order, .seed = 9};
    return run_probe(tiny_recipe(), Pass::training, Norms::apart, 4, build, compile_reference);
  };
  const Probe few = probe(4, Order::sequential), many = probe(24, Order::shuffled);
  ASSERT_EQ(few.size(), many.size());
  ASSERT_EQ(few.size(), 5u);  // loss, logits, conv, bn, fc
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].name, many[i].name);
    if (few[i].name == "logits") continue;
    double largest = 0;
    for (double value : few[i].tensor.values) largest = std::max(largest, std::abs(value));
    EXPECT_GT(largest, 1e-4) << few[i].name;
    for (std::size_t j = 0; j < few[i].tensor.values.size(); ++j) {
      EXPECT_NEAR(few[i].tensor.values[j], many[i].tensor.values[j], 1e-12) << few[i].name;
    }
  }
  for (Index position = 0; position < 24; ++position) {
    for (Index c = 0; c < 3; ++c) {
      // The few stand in random places, too.
      Index place = 0;
      while (distinct_image(place, 4, 4) != distinct_image(position, 4, 24)) ++place;
      EXPECT_NEAR(many[1].tensor.values[static_cast<std::size_t>(position * 3 + c)],
                  few[1].tensor.values[static_cast<std::size_t>(place * 3 + c)], 1e-12);
    }
  }
}

TEST(Expectations, HaveAnOutputForEveryParameterWhenTraining) {
  const auto training = expectations(tiny_recipe(), Pass::training);
  ASSERT_EQ(training.size(), 5u);
  EXPECT_EQ(training[2].output, "change of conv");
  EXPECT_EQ(expectations(tiny_recipe(), Pass::inference).size(), 2u);
  const Params point({{"batch", warpmark::Value(8)}, {"dtype", warpmark::Value("bf16")}});
  EXPECT_EQ(training[1].shape(point), (Shape{8, 3}));
  EXPECT_EQ(training[2].shape(point), (Shape{1, 36}));
  EXPECT_EQ(training[3].shape(point), (Shape{1, 8}));
}

TEST(Expectations, AllowLessWhereLessIsRounded) {
  const auto training = expectations(tiny_recipe(), Pass::training);
  const auto allowed = [&](std::size_t which, const char* dtype) {
    return training[which].tolerance(Params({{"dtype", warpmark::Value(dtype)}})).relative;
  };
  EXPECT_DOUBLE_EQ(allowed(0, "bf16"), 30.0 / 256 + 200 * 0x1p-24);
  EXPECT_DOUBLE_EQ(allowed(1, "fp32"), 230 * 0x1p-24);
  EXPECT_DOUBLE_EQ(allowed(2, "fp16"), 100.0 / 2048 + 1e5 * 0x1p-24);
  EXPECT_DOUBLE_EQ(allowed(2, "fp64"), (100 + 1e5) * 0x1p-53);
  EXPECT_LT(allowed(2, "bf16"), 1);
}

/// The inputs of a network's ReLUs, in training.
std::vector<Tensor> relu_inputs(const Recipe& recipe) {
  const Graph graph = graph_of(recipe, Pass::training, Norms::apart);
  const Index batch = 8;
  const ImageSet images = verification_images(graph, batch, batch);
  const auto program =
      compile_reference(graph, images, {.dtype = DType::fp64, .batch = batch, .threads = 2});
  program->write(verification_state(recipe, Pass::training, Norms::apart));
  const float rate = 0;
  program->run({.count = 1, .learning_rate = std::span(&rate, 1)});
  std::vector<Tensor> inputs;
  for (const Node& node : graph.nodes) {
    if (std::holds_alternative<Relu>(node.op)) inputs.push_back(program->fetch(node.inputs[0]));
  }
  return inputs;
}

/// Of the elements of x: those whose sign a rounding error may turn.
double share_near_zero(const Tensor& x) {
  double squares = 0;
  for (double value : x.values) squares += value * value;
  const auto elements = static_cast<double>(x.values.size());
  const double near = 0.01 * std::sqrt(squares / elements);
  return static_cast<double>(std::count_if(x.values.begin(), x.values.end(),
                                           [=](double value) { return std::abs(value) < near; })) /
         elements;
}

TEST(VerificationState, KeepsWhatReluTakesAwayFromZeroOnBothSides) {
  const std::vector<Recipe> all = recipes();
  for (const Recipe& recipe : {tiny_recipe(), all[0], all[1]}) {
    bool positive = false, negative = false;
    for (const Tensor& x : relu_inputs(recipe)) {
      EXPECT_LT(share_near_zero(x), 5e-4) << recipe.name;  // of normal ones with mean 0: 8e-3
      for (double value : x.values) (value > 0 ? positive : negative) = true;
    }
    EXPECT_TRUE(positive && negative) << recipe.name;
  }
}

}  // namespace
}  // namespace warpmark::nn
