#include "suites/tracer.h"

#include "suites/exit.h"
#include "tests/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

/// Opens the ranges of a profiled case and measures nothing.
class Pretender : public Executor {
 public:
  explicit Pretender(Timeline& timeline) : timeline_(timeline) {}
  const Environment& environment() const override { return environment_; }
  void begin_run() override { ++runs; }
  void keep_plans(const std::filesystem::path&) override {}
  Result measure(const Case& c) override {
    timeline_.opened(c.suite, {});
    timeline_.opened("repetition", 0);
    timeline_.closed();
    timeline_.closed();
    Result row;
    row.case_id = c.suite;
    return row;
  }
  int runs = 0;

 private:
  Timeline& timeline_;
  Environment environment_{.gpu_absence = "no CUDA driver"};
};

struct TracerTest : FolderTest {
  Loader loader{"/nonexistent"};
  Timeline timeline;
  Pretender executor{timeline};
  Case cpu{.suite = "case"};
};

TEST_F(TracerTest, WritesTheRangesOfACaseWhenItIsOver) {
  testing::internal::CaptureStderr();
  Tracer tracer(path("trace.json"), executor, timeline, {cpu}, loader);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "warpmark: the trace holds no GPU activity: no CUDA driver\n");
  tracer.begin_run();
  const Result row = tracer.measure(cpu);
  EXPECT_EQ(executor.runs, 1);
  EXPECT_EQ(row.case_id, "case");
  EXPECT_TRUE(row.counters.empty());
  EXPECT_THAT(read(path("trace.json")), testing::HasSubstr("\"name\":\"repetition\""));
}

TEST_F(TracerTest, AGpuThatCannotBeWatchedEndsTheRunBeforeAFileIsThere) {
  const Case gpu{.device = {DeviceKind::gpu, 0}};
  try {
    Tracer(path("trace.json"), executor, timeline, {cpu, gpu}, loader);
    FAIL();
  } catch (const NothingRan& error) {
    EXPECT_STREQ(error.what(),
                 "--trace: the GPU cannot be watched: this program was built without CUPTI");
  }
  EXPECT_FALSE(std::filesystem::exists(path("trace.json")));
}

TEST_F(TracerTest, AGpuThatIsNotThereNeedsNoWatching) {
  const Case gpu{.device = {DeviceKind::gpu, -1}};
  EXPECT_NO_THROW(Tracer(path("trace.json"), executor, timeline, {gpu}, loader));
}

}  // namespace
}  // namespace warpmark
