// What is verified before training is timed, of ResNet-18 in fp32 and bf16: right results pass,
// wrong ones do not, although in bf16 all that passes between layers has 8 bits.

#include "models/verification.h"

#include "harness/cpu_level.h"
#include "harness/error.h"
#include "models/backends/cpu/cpu.h"
#include "tests/models/cpu/back_end.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace warpmark::nn::cpu {
namespace {

using Spoil = std::function<void(Graph&)>;

Recipe resnet18_of_few_images() {
  Recipe recipe = recipes().at(1);
  recipe.verified_images = 8;
  return recipe;
}

/// Exact values are computed once for all tests, and not before one runs: what is linked with a
/// level that the processor lacks must not run before it can be skipped.
struct CpuVerification : testing::Test {
  /// What is judged is the judgement, which is the same for all levels.
  void SetUp() override {
    if (cpu_level() != WARPMARK_LEVEL) GTEST_SKIP() << "this processor takes another level";
  }

  static const Recipe& recipe() {
    static const Recipe recipe = resnet18_of_few_images();
    return recipe;
  }
  static const std::vector<Expected>& expected() {
    static const std::vector<Expected> expected = expectations(recipe(), Pass::training);
    return expected;
  }

  /// The name of each output that is further off than it may be.
  std::vector<std::string> rejected(DType dtype, const Spoil& spoil = {},
                                    const std::string& filters = "whole") {
    const Build build{.dtype = dtype, .batch = 16, .seed = 3, .threads = 2};
    const Compile compile = [&](Graph graph, const ImageSet& images, const Build& how) {
      if (spoil) spoil(graph);
      return compile_cpu(graph, images, how);
    };
    const Point point{Params({{"batch", warpmark::Value(build.batch)},
                              {"dtype", warpmark::Value(std::string(name(dtype)))},
                              {"filters", warpmark::Value(filters)}}),
                      {}};
    const Probe probe = run_probe(recipe_at(recipe(), point.params), Pass::training, Norms::apart,
                                  8, build, compile);
    std::vector<std::string> rejected;
    for (std::size_t i = 0; i < probe.size(); ++i) {
      const Tensor exact{probe[i].tensor.shape, expected()[i].whole(point)};
      const double error = distance(probe[i].tensor, exact);
      if (!(error <= expected()[i].tolerance(point.params).relative)) {
        rejected.push_back(probe[i].name);
      }
    }
    return rejected;
  }

  /// Nothing where the processor has no bf16.
  std::optional<std::vector<std::string>> rejected_in_bf16(const Spoil& spoil = {},
                                                           const std::string& filters = "whole") {
    try {
      return rejected(DType::bf16, spoil, filters);
    } catch (const Unsupported&) {
      return std::nullopt;
    }
  }

  void expect_found(const Spoil& spoil) {
    EXPECT_FALSE(rejected(DType::fp32, spoil).empty());
    const auto names = rejected_in_bf16(spoil);
    if (!names) GTEST_SKIP() << "no bf16 here";
    EXPECT_FALSE(names->empty());
  }
};

/// The nodes of an op after the loss, in the order in which they run.
template <class Op>
std::vector<Node*> backward(Graph& graph) {
  std::vector<Node*> found;
  bool after = false;
  for (Node& node : graph.nodes) {
    after = after || std::holds_alternative<SoftmaxNll>(node.op);
    if (after && std::holds_alternative<Op>(node.op)) found.push_back(&node);
  }
  return found;
}

TEST_F(CpuVerification, RightResultsPass) {
  EXPECT_EQ(rejected(DType::fp32), std::vector<std::string>());
  const auto names = rejected_in_bf16();
  if (!names) GTEST_SKIP() << "no bf16 here";
  EXPECT_EQ(names, std::vector<std::string>());
}

TEST_F(CpuVerification, ASkipConnectionWithoutGradientIsFound) {
  expect_found([](Graph& graph) {
    Node& sum = *backward<Add>(graph).at(1);
    sum.inputs[0] = sum.inputs[1];
  });
}

TEST_F(CpuVerification, AnIgnoredMaskOfAReluIsFound) {
  expect_found([](Graph& graph) {
    // Of the last block: its output is positive, what its first ReLU gives is half zeros.
    const std::vector<Node*> masks = backward<ReluBackward>(graph);
    masks.at(1)->inputs[0] = masks.at(0)->inputs[0];
  });
}

TEST_F(CpuVerification, AnotherLayersStatisticsAreFound) {
  expect_found([](Graph& graph) {
    const std::vector<Node*> norms = backward<BatchNormBackward>(graph);
    // 1/√(variance + ε) of the two of the last block.
    norms.at(0)->inputs[4] = norms.at(1)->inputs[4];
  });
}

TEST_F(CpuVerification, RightResultsOfCroppedFiltersPass) {
  EXPECT_EQ(rejected(DType::fp32, {}, "cropped"), std::vector<std::string>());
  const auto names = rejected_in_bf16({}, "cropped");
  if (!names) GTEST_SKIP() << "no bf16 here";
  EXPECT_EQ(names, std::vector<std::string>());
}

}  // namespace
}  // namespace warpmark::nn::cpu
