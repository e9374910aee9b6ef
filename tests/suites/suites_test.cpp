#include "suites/suites.h"

#include "harness/case.h"
#include "harness/limit.h"
#include "kernels/catalog.h"
#include "models/specs.h"
#include "suites/selection.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace warpmark {
namespace {

/// Kernels, and networks on drawn images.
std::vector<BenchmarkSpec> whole_catalog() {
  std::vector<BenchmarkSpec> specs = catalog();
  for (BenchmarkSpec& spec : nn::network_specs("/nonexistent")) specs.push_back(std::move(spec));
  return specs;
}

/// The cases of every suite by its name, as if all modules were built and a GPU were there.
std::map<std::string, std::vector<Case>> cases_by_suite(const std::vector<BenchmarkSpec>& catalog) {
  std::map<std::string, std::vector<Case>> cases;
  const CaseFilter everywhere{.devices = {{DeviceKind::cpu, 0}, {DeviceKind::gpu, 0}}};
  for (const Suite& suite : all_suites(catalog)) {
    cases[suite.name] =
        select_cases(catalog, suite, everywhere, [](const std::string&) { return true; });
  }
  return cases;
}

class SuitesTest : public testing::Test {
 protected:
  const std::vector<BenchmarkSpec> catalog_ = whole_catalog();
  const std::map<std::string, std::vector<Case>> cases_ = cases_by_suite(catalog_);
};

TEST_F(SuitesTest, HoldEachCaseOnce) {
  for (const auto& [suite, cases] : cases_) {
    std::set<std::string> ids;
    for (const Case& c : cases) EXPECT_TRUE(ids.insert(c.id()).second) << suite << ' ' << c.id();
    EXPECT_FALSE(ids.empty()) << suite;
  }
}

TEST_F(SuitesTest, QuickHasEveryVariantOfEveryKernelAndOfTheSmallestNetwork) {
  std::set<std::string> variants;
  for (const Case& c : cases_.at("quick")) variants.insert(c.spec->name + '.' + c.variant->name);
  for (const BenchmarkSpec& spec : catalog_) {
    // Every run has the ceilings, whatever the suite; of the networks quick has the smallest.
    if (spec.name == kCeilings || (spec.suite == "training" && spec.name != "train_mnist"))
      continue;
    for (const Variant& variant : spec.variants) {
      EXPECT_TRUE(variants.contains(spec.name + '.' + variant.name))
          << spec.name << '.' << variant.name;
    }
  }
}

TEST(Timeout, IsBeyondSamplingUnlessTheSpecKnowsBetterAndTheUserBest) {
  BenchmarkSpec spec;
  Case c{&spec};
  c.params.set("epochs", std::int64_t{10});
  c.max_time_s = 2;
  EXPECT_EQ(timeout_of(c, {}), 302);
  EXPECT_EQ(timeout_of(c, 7), 9);
  EXPECT_EQ(timeout_of(c, 0), 0);
  spec.sampling = [](const Params& p, Timing) {
    const auto epochs = static_cast<int>(p["epochs"]);
    return Sampling{.exactly = epochs, .timeout_s = 400.0 * epochs};
  };
  EXPECT_EQ(timeout_of(c, {}), 4000);
  EXPECT_EQ(timeout_of(c, 7), 9);
  EXPECT_EQ(timeout_of(c, 0), 0);
  spec.sampling = [](const Params&, Timing) { return Sampling{.timeout_s = 700}; };
  EXPECT_EQ(timeout_of(c, {}), 702) << "which sampling adds to";
  EXPECT_EQ(timeout_of(c, 7), 9);
  EXPECT_EQ(timeout_of(c, 0), 0);
}

TEST_F(SuitesTest, HaveCroppedFiltersOnlyWhereThatIsAskedFor) {
  for (const Case& c : cases_.at("training")) {
    EXPECT_EQ(c.id().find("filters"), std::string::npos) << c.id();
  }
  const CaseFilter cropped{.regex = "^infer_cifar10_resnet18\\.",
                           .axes = {{"filters", {Value("cropped")}}},
                           .devices = {{DeviceKind::cpu, 0}, {DeviceKind::gpu, 0}}};
  std::set<std::string> variants;
  for (const Suite& suite : all_suites(catalog_)) {
    if (suite.name != "training") continue;
    for (const Case& c :
         select_cases(catalog_, suite, cropped, [](const std::string&) { return true; })) {
      EXPECT_NE(c.id().find(".filters=cropped."), std::string::npos) << c.id();
      variants.insert(c.variant->name);
    }
  }
  EXPECT_EQ(variants, (std::set<std::string>{"cudnn", "onednn"}));
}

TEST_F(SuitesTest, CpuBaselinesAreTheCpuCasesOfKernels) {
  std::vector<std::string> cpu, baselines;
  for (const Case& c : cases_.at("kernels")) {
    if (c.device.kind == DeviceKind::cpu) cpu.push_back(c.id());
  }
  for (const Case& c : cases_.at("cpu_baselines")) baselines.push_back(c.id());
  EXPECT_EQ(baselines, cpu);
}

TEST_F(SuitesTest, CpuComesFirstAtEveryPoint) {
  for (const auto& [suite, cases] : cases_) {
    std::set<std::string> points_with_gpu;
    for (const Case& c : cases) {
      const std::string point = c.spec->name + '.' + c.point_name();
      if (c.device.kind == DeviceKind::gpu) points_with_gpu.insert(point);
      EXPECT_FALSE(c.device.kind == DeviceKind::cpu && points_with_gpu.contains(point)) << c.id();
    }
  }
}

}  // namespace
}  // namespace warpmark
