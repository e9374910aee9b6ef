// The reference back end against PyTorch in double precision.

#include "tests/golden/golden.h"

#include "models/backends/reference/reference.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark::nn {
namespace {

struct Network {
  const char* name;
  Graph (*build)(Builder::Mode mode, Shape image, Index classes);
};

Graph mnist(Builder::Mode mode, Shape, Index) { return mnist_cnn(mode); }

const std::vector<Network> kNetworks{{"mnist_cnn", mnist},
                                     {"resnet18", resnet18},
                                     {"resnet18_cifar", resnet18_cifar},
                                     {"resnet50", resnet50}};

void expect_near(const std::vector<double>& values, const nlohmann::json& expected, double bound) {
  ASSERT_EQ(values.size(), expected.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double e = expected[i];
    EXPECT_NEAR(values[i], e, bound * std::abs(e)) << i;
  }
}

void expect_logits(const Tensor& logits, const nlohmann::json& expected) {
  ASSERT_EQ(logits.values.size(), expected.size() * expected[0].size());
  for (std::size_t i = 0; i < logits.values.size(); ++i) {
    const std::size_t classes = expected[0].size();
    EXPECT_NEAR(logits.values[i], expected[i / classes][i % classes], 1e-10);
  }
}

void expect_digest(const std::string& name, const Tensor& tensor, const nlohmann::json& expected,
                   double bound) {
  const auto [norm, projection] = golden::digest(name, tensor);
  const auto [expected_norm, expected_projection] = golden::digest(expected);
  EXPECT_NEAR(norm, expected_norm, bound * expected_norm) << name;
  EXPECT_NEAR(projection, expected_projection, bound * expected_norm) << name;
}

class GoldenOf : public testing::TestWithParam<Network> {
 protected:
  std::string name() const { return GetParam().name; }
  Graph build(Builder::Mode mode) const { return GetParam().build(mode, golden.at("image"), 10); }
  State start(const Graph& graph) const {
    return name() == "mnist_cnn" ? golden::tensors("mnist_cnn_start") : golden::start(graph);
  }
  std::unique_ptr<Program> compile(const Graph& graph) const {
    auto program = compile_reference(
        graph, images, {.dtype = DType::fp64, .batch = batch, .order = Order::sequential});
    program->write(start(graph));
    return program;
  }

  nlohmann::json golden = golden::values(name());
  Index batch = golden.at("batch"), steps = static_cast<Index>(golden.at("loss").size());
  ImageSet images = golden::images(batch * steps, golden.at("image"));
};

TEST_P(GoldenOf, TrainsAsPyTorch) {
  const Graph graph = differentiate(build(Builder::Mode::training), {golden.at("momentum")});
  const auto program = compile(graph);
  const float rate = golden.at("learning_rate");
  std::vector<double> losses;
  for (Index step = 0; step < steps; ++step) {
    program->run({.first = step, .count = 1, .learning_rate = {&rate, 1}});
    losses.push_back(program->metrics().loss);
    if (step > 0) continue;
    expect_logits(program->fetch(graph.logits), golden.at("logits"));
    for (std::size_t i = 0; i < graph.parameters.size(); ++i) {
      const std::string& parameter = graph.value(graph.parameters[i].value).name;
      expect_digest(parameter, program->fetch(gradients(graph)[i]),
                    golden.at("gradients").at(parameter), 1e-10);
    }
  }
  expect_near(losses, golden.at("loss"), 1e-10);
  const State after = program->read();
  for (const auto& [parameter, expected] : golden.at("after").items()) {
    expect_digest(parameter, after.at(parameter), expected, 1e-9);
  }
}

class GoldenPredictionOf : public GoldenOf {};

/// With the running statistics that the network begins with.
TEST_P(GoldenPredictionOf, IsPyTorchs) {
  const Graph graph = build(Builder::Mode::inference);
  const auto program = compile(graph);
  program->run({.count = 1});
  expect_logits(program->fetch(graph.logits), golden.at("inference_logits"));
}

std::string name_of(const testing::TestParamInfo<Network>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(Networks, GoldenOf, testing::ValuesIn(kNetworks), name_of);
INSTANTIATE_TEST_SUITE_P(WithBatchNorm, GoldenPredictionOf,
                         testing::ValuesIn(kNetworks.begin() + 1, kNetworks.end()), name_of);

}  // namespace
}  // namespace warpmark::nn
