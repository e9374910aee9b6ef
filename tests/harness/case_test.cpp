#include "harness/case.h"

#include "harness/error.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

#include <regex>

namespace warpmark {
namespace {

using testing_support::add_one_spec;

const auto kAllBuilt = [](const std::string&) { return true; };
const std::vector<Device> kBoth{{DeviceKind::gpu, 0}, {DeviceKind::cpu, 0}};

std::vector<BenchmarkSpec> catalog_with_gpu() {
  BenchmarkSpec spec = add_one_spec();
  Variant gpu = spec.variants[0];
  gpu.name = "cuda";
  gpu.device = DeviceKind::gpu;
  gpu.module = "cuda";
  gpu.make = nullptr;
  gpu.timings = {Timing::cold, Timing::graph};
  spec.variants.insert(spec.variants.begin(), gpu);
  return {spec};
}

std::vector<std::string> ids(const std::vector<Case>& cases) {
  std::vector<std::string> out;
  for (const Case& c : cases) out.push_back(c.id());
  return out;
}

const Suite kSuite{"all", "everything", {{"add_one"}}};

TEST(SelectCases, NamesAreStableAndTheCpuComesFirst) {
  const auto catalog = catalog_with_gpu();
  const auto cases = select_cases(catalog, kSuite, {.devices = kBoth}, kAllBuilt);
  EXPECT_EQ(ids(cases), (std::vector<std::string>{"add_one.plain.dtype=fp64.n=1000.timing=cold",
                                                  "add_one.plain.dtype=fp64.n=1000.timing=hot",
                                                  "add_one.cuda.dtype=fp64.n=1000.timing=cold",
                                                  "add_one.cuda.dtype=fp64.n=1000.timing=graph"}));
}

TEST(SelectCases, VariantsOfModulesNotBuiltAreHidden) {
  const auto catalog = catalog_with_gpu();
  const auto cases = select_cases(catalog, kSuite, {.devices = kBoth},
                                  [](const std::string& module) { return module != "cuda"; });
  EXPECT_EQ(cases.size(), 2u);
}

TEST(SelectCases, EveryDeviceGetsItsOwnCases) {
  const auto catalog = catalog_with_gpu();
  const CaseFilter filter{.devices = {{DeviceKind::gpu, 0}, {DeviceKind::gpu, 1}}};
  const auto cases = select_cases(catalog, kSuite, filter, kAllBuilt);
  ASSERT_EQ(cases.size(), 4u);
  EXPECT_EQ(cases[2].device.ordinals(), "1");
  EXPECT_EQ(cases[2].id(), cases[0].id());
}

TEST(SelectCases, ThreadsAreTheCpus) {
  const auto catalog = catalog_with_gpu();
  for (const Case& c : select_cases(catalog, kSuite, {.devices = kBoth, .threads = 3}, kAllBuilt)) {
    EXPECT_EQ(c.threads, c.device.kind == DeviceKind::cpu ? 3 : 0) << c.id();
  }
}

TEST(SelectCases, CommandLineBeatsSuiteBeatsSpec) {
  const auto catalog = catalog_with_gpu();
  Suite suite = kSuite;
  suite.selections[0].axes = {{"n", {std::int64_t{5}}}};
  suite.selections[0].timings = {Timing::hot};
  CaseFilter filter{.devices = {{DeviceKind::cpu, 0}}};
  EXPECT_EQ(ids(select_cases(catalog, suite, filter, kAllBuilt)),
            std::vector<std::string>{"add_one.plain.dtype=fp64.n=5.timing=hot"});
  filter.axes = {{"n", {std::int64_t{7}, std::int64_t{8}}}};
  filter.timings = {Timing::cold};
  EXPECT_EQ(ids(select_cases(catalog, suite, filter, kAllBuilt)),
            (std::vector<std::string>{"add_one.plain.dtype=fp64.n=7.timing=cold",
                                      "add_one.plain.dtype=fp64.n=8.timing=cold"}));
}

TEST(SelectCases, TheRegexSearchesTheWholeName) {
  const auto catalog = catalog_with_gpu();
  const CaseFilter filter{.regex = "cuda.*(graph|hot)$", .devices = kBoth};
  EXPECT_EQ(ids(select_cases(catalog, kSuite, filter, kAllBuilt)),
            std::vector<std::string>{"add_one.cuda.dtype=fp64.n=1000.timing=graph"});
}

TEST(SelectCases, ABrokenRegexIsQuoted) {
  const auto catalog = catalog_with_gpu();
  try {
    select_cases(catalog, kSuite, {.regex = "a(b", .devices = kBoth}, kAllBuilt);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("--filter 'a(b'"), std::string::npos);
  }
}

TEST(SelectCases, NamesThatAProfilerWouldInterpretAreRefused) {
  auto catalog = catalog_with_gpu();
  catalog[0].name = "add/one";
  EXPECT_THROW(select_cases(catalog, {"s", "", {{"add/one"}}}, {.devices = kBoth}, kAllBuilt),
               UsageError);
}

TEST(Case, AnUnnamedDefaultLeavesTheNameAsItWas) {
  BenchmarkSpec spec = add_one_spec();
  spec.axes.push_back({"layout", {"row", "column"}, {}, Value("row")});
  Case c{&spec, &spec.variants[0], grid(spec.axes)[0]};
  EXPECT_EQ(c.id(), "add_one.plain.dtype=fp64.n=1000.timing=cold");
  c.params = grid(spec.axes)[1];
  EXPECT_EQ(c.id(), "add_one.plain.dtype=fp64.n=1000.layout=column.timing=cold");
}

TEST(CaseHash, CoversWhatIsMeasuredAndNotHow) {
  const BenchmarkSpec spec = add_one_spec();
  const Case c{&spec, &spec.variants[0], grid(spec.axes)[0]};
  EXPECT_TRUE(std::regex_match(c.hash(), std::regex("h[0-9a-f]{16}")));

  BenchmarkSpec other = spec;
  Case same{&other, &other.variants[0], c.params};
  other.variants[0].name = "faster";
  other.summary = "reworded";
  EXPECT_EQ(same.hash(), c.hash());
  other.version = 2;
  EXPECT_NE(same.hash(), c.hash());

  other = spec;
  other.work = [](const Params&) { return Work{1, 2, 3}; };
  EXPECT_NE(same.hash(), c.hash());

  other = spec;
  other.inputs = [](const Params& p) {
    return std::vector<Input>{{"x", DType::fp64, {p["n"]}, {Fill::Kind::zero}}};
  };
  EXPECT_NE(same.hash(), c.hash());

  other = spec;
  other.data.folder = "elsewhere";
  EXPECT_EQ(same.hash(), c.hash());
  other.data.describe = [] { return std::string("mnist:real:d12345"); };
  const std::string real = same.hash();
  EXPECT_NE(real, c.hash());
  other.data.describe = [] { return std::string("mnist:synthetic:d12345"); };
  EXPECT_NE(same.hash(), real);

  other = spec;
  other.sampling = [](const Params&, Timing) { return Sampling{.exactly = 3}; };
  EXPECT_NE(same.hash(), c.hash());

  other = spec;
  same.threads = 1;
  const std::string alone = same.hash();
  same.threads = 2;
  EXPECT_NE(same.hash(), alone);
  same.threads = c.threads;
  EXPECT_EQ(same.hash(), c.hash());

  same.timing = Timing::hot;
  EXPECT_NE(same.hash(), c.hash());
}

TEST(Case, AnEpochHasWorkOfItsOwn) {
  BenchmarkSpec spec = add_one_spec();
  spec.epoch_work = [](const Params&) { return Work{5, 6, 7}; };
  Case c{&spec, &spec.variants[0], grid(spec.axes)[0], Timing::step};
  EXPECT_EQ(c.work().flops, 1000);
  c.timing = Timing::epoch;
  EXPECT_EQ(c.work().flops, 5);
}

TEST(Case, ItsPointKnowsWhereTheDataAre) {
  BenchmarkSpec spec = add_one_spec();
  spec.data.folder = "somewhere";
  const Case c{&spec, &spec.variants[0], grid(spec.axes)[0]};
  EXPECT_EQ(c.point(1).data.folder, "somewhere");
}

}  // namespace
}  // namespace warpmark
