// The CPU's back end as a program: state, repeatability, and what it refuses.

#include "harness/error.h"
#include "models/backends/cpu/cpu.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/cpu/back_end.h"
#include "tests/models/phases.h"
#include "tests/models/problem.h"

#include <gmock/gmock.h>

#include <map>

namespace warpmark::nn::cpu {
namespace {

using testing::HasSubstr;

class CpuProgram : public testing::TestWithParam<SmallNetwork> {
 protected:
  const SmallNetwork& network = GetParam();
  Graph graph = differentiate(network.build(Builder::Mode::training), {0.9});
  ImageSet images = random_images(40, network.image, network.classes);
  Build build{.batch = 16, .seed = 3, .threads = 2};

  std::unique_ptr<Program> compile() const { return compile_cpu(graph, images, build); }
  static double epoch(Program& program, Index number) {
    const std::vector<float> rate = rates(3);
    program.run({.epoch = number, .count = 3, .learning_rate = rate});
    return program.metrics().loss;
  }
};

TEST_P(CpuProgram, KeepsItsState) {
  const auto program = compile();
  const State state = start(graph);
  program->write(state);
  const State read = program->read();
  ASSERT_EQ(read.size(), state.size());
  for (const auto& [name, tensor] : state) {
    EXPECT_EQ(read.at(name).shape, tensor.shape) << name;
    for (std::size_t i = 0; i < tensor.values.size(); ++i)
      ASSERT_EQ(read.at(name).values[i], static_cast<float>(tensor.values[i])) << name;
  }
}

TEST_P(CpuProgram, ResumesWithTheSameBits) {
  const auto whole = compile(), begun = compile(), resumed = compile();
  const State start = initial_state(graph, 1);
  whole->write(start);
  begun->write(start);
  epoch(*whole, 0);
  epoch(*begun, 0);
  resumed->write(begun->read());
  EXPECT_EQ(epoch(*resumed, 1), epoch(*whole, 1));
  const State expected = whole->read();
  for (const auto& [name, tensor] : resumed->read())
    EXPECT_EQ(tensor.values, expected.at(name).values) << name;
}

/// Where images are in lanes, of each block of them.
TEST_P(CpuProgram, TellsOfThePhasesOfAStep) {
  Phases phases;
  build.annotations = &phases.annotations;
  build.threads = 1;  // which has all images
  const auto program = compile();
  program->write(start(graph));
  epoch(*program, 0);
  EXPECT_EQ(phases.heard.front(), "data");
  EXPECT_EQ(phases.heard.back(), "optimizer");
  EXPECT_EQ(std::count(phases.heard.begin(), phases.heard.end(), "optimizer"), 3);
  const std::map<std::string, std::string> follows{
      {"data", "forward"}, {"forward", "backward"}, {"optimizer", "data"}};
  for (std::size_t i = 0; i + 1 < phases.heard.size(); ++i) {
    const auto next = follows.find(phases.heard[i]);
    if (next != follows.end()) {
      EXPECT_EQ(phases.heard[i + 1], next->second);
    }
  }
  EXPECT_TRUE(phases.all_closed());
}

TEST_P(CpuProgram, PredictsWithTheStateOfTraining) {
  const auto training = compile();
  training->write(start(graph));
  const Graph forward = network.build(Builder::Mode::inference);
  const auto predicting = compile_cpu(forward, images, {.batch = 7, .order = Order::sequential});
  predicting->write(training->read());  // velocities too
  predicting->run({.count = 6});
  EXPECT_EQ(predicting->metrics().images, 40);
}

TEST_P(CpuProgram, RefusesWhatItCannot) {
  const auto program = compile();
  EXPECT_THROW(program->write({{"none", {{1}, {0}}}}), std::invalid_argument);
  EXPECT_THROW(program->fetch(graph.nodes[0].outputs[0]), std::invalid_argument);
  EXPECT_THROW(program->run({.first = 2, .count = 2, .learning_rate = rates(2)}),
               std::invalid_argument);
  EXPECT_THROW(program->run({.count = 1}), std::invalid_argument);
  for (const DType dtype : {DType::fp16, DType::tf32, DType::fp64}) {
    build.dtype = dtype;
    EXPECT_THROW(compile(), Unsupported) << name(dtype);
  }
  build.dtype = DType::fp32;
  ++images.height;
  EXPECT_THROW(compile(), std::invalid_argument);
}

INSTANTIATE_TEST_SUITE_P(Networks, CpuProgram, testing::ValuesIn(small_networks()),
                         [](const auto& info) { return std::string(info.param.name); });

class CpuChoice : public testing::Test {
 protected:
  static std::string of(const Graph& graph, const Shape& image, Build build = {}) {
    const ImageSet images = random_images(build.batch, image, 10);
    return compile_cpu(graph, images, build)->implementation();
  }
};

TEST_F(CpuChoice, PutsImagesOfSmallNetworksInLanes) {
  const Graph mnist = mnist_cnn(Builder::Mode::inference);
  EXPECT_THAT(of(mnist, {1, 28, 28}), HasSubstr("lanes"));
  EXPECT_THAT(of(mnist, {1, 28, 28}), HasSubstr(WARPMARK_LEVEL));
  EXPECT_THAT(of(mnist, {1, 28, 28}, {.batch = 1}), HasSubstr("oneDNN 3."));
  const Graph resnet = resnet18(Builder::Mode::inference, {3, 32, 32}, 10);
  EXPECT_THAT(of(resnet, {3, 32, 32}), HasSubstr("oneDNN 3."));
  EXPECT_THAT(of(resnet, {3, 32, 32}), HasSubstr(WARPMARK_LEVEL));
}

}  // namespace
}  // namespace warpmark::nn::cpu
