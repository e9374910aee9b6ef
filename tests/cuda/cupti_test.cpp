// What CUPTI sees of a case.

#include "harness/error.h"
#include "harness/loader.h"
#include "harness/profile.h"
#include "harness/runner.h"
#include "kernels/catalog.h"
#include "tests/cuda/gpu.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace warpmark {
namespace {

class CuptiTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!loader_.built("cupti")) GTEST_SKIP() << "the module cupti is not built";
  }
  Loader loader_;
};

/// Also where there is no GPU: then a reason is there.
TEST_F(CuptiTest, WatchesOrSaysWhyNot) try {
  EXPECT_TRUE(loader_.open("cupti").record_activity()->take().empty());
} catch (const Unsupported& reason) {
  EXPECT_NE(std::string(reason.what()), "");
}

class GpuActivity : public OnGpu<CuptiTest> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (!IsSkipped()) CuptiTest::SetUp();
    if (IsSkipped()) return;
    try {
      loader_.open("cupti").record_activity();
    } catch (const Unsupported& reason) {
      do_without(reason.what());
    }
  }

  /// A case of stream's triad in fp32 at n = 2^20.
  Case triad(const BenchmarkSpec& spec, Timing timing) const {
    const auto variant = std::find_if(spec.variants.begin(), spec.variants.end(),
                                      [](const Variant& v) { return v.name == "cuda"; });
    Params point = grid(spec.axes).front();
    point.set("dtype", "fp32");
    point.set("op", "triad");
    point.set("n", std::int64_t{1} << 20);
    return {&spec, &*variant, point, timing, {DeviceKind::gpu, 0}, ""};
  }

  Result profile(Timing timing) {
    const std::vector<BenchmarkSpec> specs = catalog();
    const auto stream = std::find_if(specs.begin(), specs.end(),
                                     [](const BenchmarkSpec& s) { return s.name == "stream"; });
    const auto recorder = loader_.open("cupti").record_activity();
    const Environment environment =
        query_environment(loader_.open("cuda").platform->devices(), "", {});
    Timeline timeline;
    Runner runner({.threads = 1, .profile = true}, environment, loader_, &timeline);
    Result row = runner.measure(triad(*stream, timing));
    row.counters = device_times(timeline.take(), recorder->take());
    return row;
  }
};

TEST_F(GpuActivity, OfARepetitionIsItsKernels) {
  for (const Timing timing : {Timing::cold, Timing::hot, Timing::graph}) {
    const Result row = profile(timing);
    ASSERT_EQ(row.status, Status::ok) << row.message;
    EXPECT_GT(row.counters.at("kernel_s"), 0);
    EXPECT_LE(row.counters.at("kernel_s"), *row.max_s);
    EXPECT_EQ(row.counters.at("upload_s"), 0);
  }
}

TEST_F(GpuActivity, OfATransferIsToldByDirection) {
  const Result row = profile(Timing::e2e);
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_GT(row.counters.at("upload_s"), row.counters.at("download_s"));
  EXPECT_GT(row.counters.at("download_s"), 0);
  EXPECT_GT(row.counters.at("kernel_s"), 0);
}

}  // namespace
}  // namespace warpmark
