// The CPU's back end in bf16 against the reference: parameters and sums are fp32, what passes
// between layers has 8 bits.

#include "harness/error.h"
#include "models/backends/cpu/cpu.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/cpu/back_end.h"
#include "tests/models/problem.h"

#include <cmath>

namespace warpmark::nn::cpu {
namespace {

class CpuBf16 : public testing::TestWithParam<SmallNetwork> {
 protected:
  const SmallNetwork& network = GetParam();
  ImageSet images = random_images(43, network.image, network.classes);
  Build build{.dtype = DType::bf16, .batch = 19, .seed = 7, .threads = 2};
};

TEST_P(CpuBf16, StaysNearTheReference) {
  const Graph graph = differentiate(network.build(Builder::Mode::training), {0.9});
  std::unique_ptr<Program> program;
  try {
    program = compile_cpu(graph, images, build);
  } catch (const Unsupported& reason) {
    GTEST_SKIP() << reason.what();
  }
  build.dtype = DType::fp64;
  const auto reference = compile_reference(graph, images, build);
  for (Program* each : {program.get(), reference.get()}) {
    each->write(initial_state(graph, 2));
    const std::vector<float> rate = rates(1, 0.01f);
    each->run({.count = 1, .learning_rate = rate});
  }
  for (const ValueId gradient : gradients(graph)) {
    // Inputs of a ReLU that change their sign take or bring whole terms of a sum.
    EXPECT_LT(distance(program->fetch(gradient), reference->fetch(gradient)), 0.3)
        << graph.value(gradient).name;
  }
  const std::vector<float> rate = rates(2, 0.01f);
  for (Program* each : {program.get(), reference.get()})
    each->run({.first = 1, .count = 2, .learning_rate = rate});
  const double loss = reference->metrics().loss;
  EXPECT_NEAR(program->metrics().loss, loss, 0.02 * loss);
}

INSTANTIATE_TEST_SUITE_P(Networks, CpuBf16, testing::ValuesIn(small_networks()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace warpmark::nn::cpu
