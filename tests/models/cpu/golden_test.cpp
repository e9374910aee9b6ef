// The CPU's back end in fp32 against PyTorch.

#include "tests/golden/golden.h"

#include "harness/cpu_level.h"
#include "models/backends/cpu/lanes/program.h"
#include "models/backends/cpu/onednn/program.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/cpu/back_end.h"
#include "tests/models/problem.h"

#include <algorithm>
#include <cmath>

namespace warpmark::nn::cpu {
namespace {

class CpuGolden : public testing::Test {
 protected:
  static Build build(Index batch) {
    return {.batch = batch, .order = Order::sequential, .threads = 2};
  }
  static double step(Program& program, Index number, float rate) {
    program.run({.first = number, .count = 1, .learning_rate = {&rate, 1}});
    return program.metrics().loss;
  }
};

class CpuGoldenMnist : public CpuGolden, public testing::WithParamInterface<Compile> {};

TEST_P(CpuGoldenMnist, TrainsAsPyTorch) {
  const nlohmann::json golden = golden::values("mnist_cnn");
  const Graph graph = differentiate(mnist_cnn(Builder::Mode::training), {golden.at("momentum")});
  const auto losses = golden.at("loss").get<std::vector<double>>();
  const Index batch = golden.at("batch");
  const ImageSet images =
      golden::images(batch * static_cast<Index>(losses.size()), golden.at("image"));
  const auto program = GetParam()(graph, images, build(batch));
  program->write(golden::tensors("mnist_cnn_start"));
  const State expected = golden::tensors("mnist_cnn_gradients");
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double loss = step(*program, static_cast<Index>(i), golden.at("learning_rate"));
    EXPECT_NEAR(loss, losses[i], 1e-5 * losses[i]) << "step " << i;
    for (std::size_t p = 0; i == 0 && p < graph.parameters.size(); ++p) {
      const std::string& name = graph.value(graph.parameters[p].value).name;
      EXPECT_LT(distance(program->fetch(gradients(graph)[p]), expected.at(name)), 1e-4) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, CpuGoldenMnist,
                         testing::Values(Compile(compile_lanes), Compile(compile_onednn)),
                         [](const auto& info) { return info.index == 0 ? "lanes" : "onednn"; });

/// Once is enough, at the level that a benchmark would take.
class CpuGoldenResnet18 : public CpuGolden {
 protected:
  void SetUp() override {
    if (cpu_level() != WARPMARK_LEVEL) GTEST_SKIP() << "this processor takes another level";
  }

  Graph graph = differentiate(resnet18(Builder::Mode::training, {3, 32, 32}, 10), {0.9});
};

TEST_F(CpuGoldenResnet18, ErrsNoMoreThanPyTorch) {
  const nlohmann::json golden = golden::values("resnet18");
  const Index batch = golden.at("batch");
  const ImageSet images = golden::images(batch, golden.at("image"));
  const auto program = compile_onednn(graph, images, build(batch));
  program->write(golden::start(graph));
  const double loss = golden.at("loss")[0];
  EXPECT_NEAR(step(*program, 0, golden.at("learning_rate")), loss, 1e-5 * loss);

  OneBatch exact(graph, images, golden::start(graph));
  for (const auto& [name, error] : golden::fp32_gradient_error()) {
    const auto parameter = std::find_if(
        graph.parameters.begin(), graph.parameters.end(),
        [&, &name = name](const Persistent& p) { return graph.value(p.value).name == name; });
    const ValueId gradient =
        gradients(graph)[static_cast<std::size_t>(parameter - graph.parameters.begin())];
    const Tensor expected = exact.fetch(gradient);
    double norm = 0;
    for (const double value : expected.values) norm += value * value;
    EXPECT_LE(distance(program->fetch(gradient), expected) * std::sqrt(norm), 3 * error) << name;
  }
}

TEST_F(CpuGoldenResnet18, StaysInPyTorchsBand) {
  const golden::Band band = golden::fp32_losses();
  const Index batch = golden::values("resnet18_fp32").at("batch");
  const auto steps = static_cast<Index>(band.low.size());
  const ImageSet images = golden::images(batch * steps, {3, 32, 32});
  const auto program = compile_onednn(graph, images, build(batch));
  program->write(golden::start(graph));
  for (std::size_t i = 0; i < band.low.size(); ++i) {
    const double loss = step(*program, static_cast<Index>(i), 0.01f);
    EXPECT_GT(loss, band.low[i]) << "step " << i;
    EXPECT_LT(loss, band.high[i]) << "step " << i;
  }
}

}  // namespace
}  // namespace warpmark::nn::cpu
