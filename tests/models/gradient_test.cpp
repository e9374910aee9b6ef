// Gradients of every op against central differences, and the shape of what is appended.

#include "models/gradient.h"

#include "models/zoo/zoo.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace warpmark::nn {
namespace {

/// What stands between a first convolution, so that every op has to pass a gradient on, and a last
/// fully connected layer.
struct Case {
  const char* name;
  Shape image;
  ValueId (*middle)(Builder& b, ValueId x);
};

constexpr auto kWithout = Builder::Bias::without;

const std::vector<Case> kCases{
    {"nothing", {1, 3, 3}, [](Builder&, ValueId x) { return x; }},
    {"convolution",
     {2, 5, 7},
     [](Builder& b, ValueId x) { return b.convolution(x, "op", 4, {.size = 3}); }},
    {"convolution without bias",
     {2, 5, 7},
     [](Builder& b, ValueId x) { return b.convolution(x, "op", 4, {.size = 3}, kWithout); }},
    {"convolution, padding",
     {2, 5, 7},
     [](Builder& b, ValueId x) { return b.convolution(x, "op", 4, {.size = 5, .padding = 2}); }},
    {"convolution, stride",
     {2, 7, 6},
     [](Builder& b, ValueId x) {
       return b.convolution(x, "op", 3, {.size = 3, .stride = 2, .padding = 1});
     }},
    {"convolution, last columns unseen",
     {1, 8, 6},
     [](Builder& b, ValueId x) { return b.convolution(x, "op", 3, {.size = 3, .stride = 3}); }},
    {"convolution, pixels unseen",
     {2, 5, 5},
     [](Builder& b, ValueId x) { return b.convolution(x, "op", 3, {.size = 1, .stride = 2}); }},
    {"convolution on 1×1",
     {2, 1, 1},
     [](Builder& b, ValueId x) {
       return b.convolution(x, "op", 3, {.size = 3, .stride = 2, .padding = 1});
     }},
    {"convolution, all of it padding around 1×1",
     {1, 1, 1},
     [](Builder& b, ValueId x) {
       return b.convolution(x, "op", 2, {.size = 3, .stride = 1, .padding = 3});
     }},
    {"linear", {2, 3, 5}, [](Builder& b, ValueId x) { return b.relu(b.linear(x, "op", 7)); }},
    {"batch norm", {2, 3, 5}, [](Builder& b, ValueId x) { return b.batch_norm(x, "op"); }},
    {"batch norm on 1×1", {1, 1, 1}, [](Builder& b, ValueId x) { return b.batch_norm(x, "op"); }},
    {"batch norm of features",
     {1, 3, 3},
     [](Builder& b, ValueId x) { return b.batch_norm(b.linear(x, "features", 4), "op"); }},
    {"relu", {2, 3, 5}, [](Builder& b, ValueId x) { return b.relu(x); }},
    {"max-pool",
     {2, 6, 7},
     [](Builder& b, ValueId x) { return b.max_pool(x, {.size = 2, .stride = 2}); }},
    {"max-pool, overlapping windows",
     {2, 7, 6},
     [](Builder& b, ValueId x) { return b.max_pool(x, {.size = 3, .stride = 2, .padding = 1}); }},
    {"max-pool on 1×1",
     {2, 1, 1},
     [](Builder& b, ValueId x) { return b.max_pool(x, {.size = 3, .stride = 2, .padding = 1}); }},
    {"global average pool",
     {2, 3, 5},
     [](Builder& b, ValueId x) { return b.global_average_pool(x); }},
    {"global average pool on 1×1",
     {2, 1, 1},
     [](Builder& b, ValueId x) { return b.global_average_pool(x); }},
    {"a value with two readers",
     {2, 3, 3},
     [](Builder& b, ValueId x) {
       return b.add(b.convolution(x, "op", 3, {.size = 3, .padding = 1}), x);
     }},
    {"a value added to itself", {2, 3, 3}, [](Builder& b, ValueId x) { return b.add(x, x); }},
    {"a value with four readers",
     {2, 3, 3},
     [](Builder& b, ValueId x) {
       const ValueId y = b.relu(x), z = b.batch_norm(x, "op");
       return b.add(b.add(x, y), b.add(z, b.convolution(x, "one", 3, {.size = 1})));
     }},
};

Graph trained(const Case& c, Sgd optimiser = {}) {
  Builder b(c.image, Builder::Mode::training);
  ValueId x = b.convolution(b.images(), "first", 3, {.size = 1});
  x = c.middle(b, x);
  return differentiate(b.finish(b.linear(x, "last", 4)), optimiser);
}

/// The loss's slope along one element of one parameter.
double difference(OneBatch& batch, State state, const std::string& name, std::size_t element) {
  constexpr double kStep = 1e-5;
  double& x = state.at(name).values[element];
  const double middle = x;
  x = middle + kStep;
  const double above = batch.loss(state);
  x = middle - kStep;
  return (above - batch.loss(state)) / (2 * kStep);
}

class GradientOf : public testing::TestWithParam<Case> {};

TEST_P(GradientOf, EqualsCentralDifferences) {
  const Graph graph = trained(GetParam());
  const State state = random_state(graph);
  OneBatch batch(graph, random_images(3, GetParam().image, 4), state);
  std::vector<Tensor> exact;
  for (ValueId id : gradients(graph)) exact.push_back(batch.fetch(id));
  for (std::size_t p = 0; p < graph.parameters.size(); ++p) {
    const std::string& name = graph.value(graph.parameters[p].value).name;
    std::vector<double> error = exact[p].values;
    for (std::size_t i = 0; i < error.size(); ++i) error[i] -= difference(batch, state, name, i);
    // What batch norm takes out again (a bias before it) has no gradient but rounding's.
    EXPECT_LT(norm(error), 1e-6 * norm(exact[p].values) + 1e-9) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Ops, GradientOf, testing::ValuesIn(kCases), [](const auto& info) {
  std::string name;
  for (char c : std::string(info.param.name)) name += std::isalnum(c) ? c : '_';
  return name;
});

std::vector<Graph> graphs() {
  constexpr auto kTraining = Builder::Mode::training;
  std::vector<Graph> graphs{differentiate(mnist_cnn(kTraining), {0.5}),
                            differentiate(resnet18(kTraining, {3, 32, 32}, 10), {0.9}),
                            differentiate(resnet50(kTraining, {3, 64, 64}, 10), {0.9})};
  for (const Case& c : kCases) graphs.push_back(trained(c));
  return graphs;
}

TEST(Gradient, FindsItsInputsWritten) {
  for (const Graph& graph : graphs()) {
    std::set<ValueId> written{graph.images, graph.labels};
    for (const Persistent& p : graph.parameters) written.insert(p.value);
    for (const Persistent& s : graph.statistics) written.insert(s.value);
    for (const Node& node : graph.nodes) {
      for (ValueId id : node.inputs) EXPECT_TRUE(written.count(id)) << graph.value(id).name;
      for (ValueId id : node.outputs) EXPECT_TRUE(written.insert(id).second);
    }
    EXPECT_EQ(written.size(), graph.values.size());
  }
}

TEST(Gradient, NamesEveryValueOnce) {
  for (const Graph& graph : graphs()) {
    std::set<std::string> names;
    for (const Value& value : graph.values) EXPECT_TRUE(names.insert(value.name).second);
    EXPECT_FALSE(names.count("d images"));
  }
}

TEST(Gradient, HandsTheOptimiserAllParametersGradients) {
  for (const Graph& graph : graphs()) {
    ASSERT_TRUE(std::holds_alternative<Sgd>(graph.nodes.back().op));
    ASSERT_EQ(gradients(graph).size(), graph.parameters.size());
    for (std::size_t i = 0; i < graph.parameters.size(); ++i) {
      const Value& parameter = graph.value(graph.parameters[i].value);
      const Value& gradient = graph.value(gradients(graph)[i]);
      EXPECT_EQ(gradient.name, "d " + parameter.name);
      EXPECT_EQ(gradient.shape, parameter.shape);
      EXPECT_FALSE(gradient.batched);
    }
  }
}

/// Of a residual block's sum both summands have one gradient: nothing is copied.
TEST(Gradient, PassesThroughSums) {
  const Graph graph = trained(kCases[kCases.size() - 3]);
  const auto added = [](const Node& node) { return std::holds_alternative<Add>(node.op); };
  EXPECT_EQ(std::count_if(graph.nodes.begin(), graph.nodes.end(), added), 2);
}

TEST(Gradient, NeedsALossThatDependsOnEveryParameter) {
  Builder b({1, 3, 3}, Builder::Mode::training);
  b.convolution(b.images(), "unused", 2, {.size = 3});
  const Graph graph = b.finish(b.linear(b.images(), "fc", 2));
  EXPECT_THROW(differentiate(graph, {}), std::invalid_argument);
  EXPECT_THROW(differentiate(Graph{}, {}), std::invalid_argument);
}

TEST(Gradient, OfBatchNormInInferenceIsRefused) {
  const Graph graph = resnet18(Builder::Mode::inference, {3, 32, 32}, 10);
  EXPECT_THROW(differentiate(graph, {}), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark::nn
