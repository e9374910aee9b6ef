// All cases of the suite `training`, written down a second time: whoever loses one sees it here.

#include "harness/case.h"
#include "models/specs.h"
#include "suites/suites.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace warpmark {
namespace {

using Words = std::vector<std::string>;
using Sizes = std::vector<int>;

/// Cases that differ in all these.
struct Block {
  Words benchmarks, dtypes;
  Sizes batches;
  Words timings;
};

const Words kOnCpu{"fp32", "bf16"}, kOnGpu{"fp32", "tf32", "bf16", "fp16"};
const Words kTrained{"train_mnist", "train_cifar10_resnet18", "train_cifar10_resnet18_cifar"};
const Words kInferred{"infer_mnist", "infer_cifar10_resnet18", "infer_cifar10_resnet18_cifar",
                      "infer_resnet50"};
const Sizes kTrainBatches{64, 1024}, kLargeTrainBatches{64, 128, 256};
const Sizes kInferBatches{1, 64, 256, 1024};

std::vector<std::pair<std::string, Block>> blocks() {
  std::vector<std::pair<std::string, Block>> blocks;
  for (const auto& [on, dtypes] : {std::pair{"onednn cpu", kOnCpu}, {"cudnn gpu", kOnGpu}}) {
    blocks.push_back({on, {kTrained, dtypes, kTrainBatches, {"epoch", "step"}}});
    blocks.push_back({on, {{"train_resnet50"}, dtypes, kLargeTrainBatches, {"step"}}});
    blocks.push_back({on, {kInferred, dtypes, kInferBatches, {"step"}}});
  }
  blocks.push_back(
      {"cuda_fused gpu", {{"train_mnist"}, {"fp32"}, kTrainBatches, {"epoch", "step"}}});
  return blocks;
}

std::set<std::string> wanted() {
  std::set<std::string> cases;
  for (const auto& [on, block] : blocks()) {
    for (const auto& benchmark : block.benchmarks) {
      for (const auto& dtype : block.dtypes) {
        for (const int batch : block.batches) {
          for (const auto& timing : block.timings) {
            cases.insert(fmt::format("{} {} {} {} {}", benchmark, on, dtype, batch, timing));
          }
        }
      }
    }
  }
  return cases;
}

TEST(TrainingMatrix, HasEveryNetworkInEveryPrecisionBatchAndTimingOnEveryDevice) {
  const std::vector<BenchmarkSpec> catalog = nn::network_specs("/nonexistent");
  const CaseFilter everywhere{.devices = {{DeviceKind::cpu, 0}, {DeviceKind::gpu, 0}}};
  std::multiset<std::string> cases, missing, others;
  for (const Suite& suite : all_suites(catalog)) {
    if (suite.name != "training") continue;
    for (const Case& c :
         select_cases(catalog, suite, everywhere, [](const std::string&) { return true; })) {
      cases.insert(fmt::format("{} {} {} {} {} {}", c.spec->name, c.variant->name,
                               name(c.device.kind), c.params.word("dtype"), c.params["batch"],
                               name(c.timing)));
    }
  }
  const std::set<std::string> expected = wanted();
  std::set_difference(expected.begin(), expected.end(), cases.begin(), cases.end(),
                      std::inserter(missing, missing.end()));
  std::set_difference(cases.begin(), cases.end(), expected.begin(), expected.end(),
                      std::inserter(others, others.end()));
  EXPECT_THAT(missing, testing::IsEmpty());
  EXPECT_THAT(others, testing::IsEmpty());
  EXPECT_EQ(cases.size(), 190u);
}

}  // namespace
}  // namespace warpmark
