#include "harness/profile.h"

#include "harness/runner.h"
#include "tests/harness/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;
using testing_support::add_one_spec;

Span repetition(Nanoseconds begin, Nanoseconds end) { return {"repetition", 0, begin, end}; }

Activity activity(ActivityKind kind, Nanoseconds begin, Nanoseconds end) {
  return {.kind = kind, .begin = begin, .end = end};
}

TEST(DeviceTimes, AreSumsPerRepetition) {
  const auto times = device_times(
      {repetition(1000, 2000), {"clear", {}, 2000, 3000}, repetition(3000, 4000)},
      {activity(ActivityKind::upload, 1000, 1100), activity(ActivityKind::kernel, 1100, 1500),
       activity(ActivityKind::kernel, 2100, 2900), activity(ActivityKind::kernel, 3200, 3400)});
  EXPECT_THAT(times,
              UnorderedElementsAre(Pair("kernel_s", testing::DoubleNear(300e-9, 1e-15)),
                                   Pair("upload_s", testing::DoubleNear(50e-9, 1e-15)),
                                   Pair("download_s", 0), Pair("copy_s", 0), Pair("memset_s", 0)));
}

TEST(DeviceTimes, AreDeclared) {
  std::vector<std::string> names;
  for (const auto& [name, seconds] : device_times({repetition(0, 1)}, {})) names.push_back(name);
  EXPECT_THAT(device_time_counters(), testing::UnorderedElementsAreArray(names));
}

TEST(DeviceTimes, AreMissingWhereNothingWasRepeated) {
  EXPECT_THAT(device_times({{"setup", {}, 0, 100}}, {activity(ActivityKind::kernel, 10, 20)}),
              IsEmpty());
}

TEST(Timeline, GivesEachRangeOnceInnerOnesFirst) {
  Timeline timeline;
  timeline.opened("outer", {});
  timeline.opened("inner", 7);
  timeline.closed();
  timeline.closed();
  const std::vector<Span> spans = timeline.take();
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_EQ(spans[0].name, "inner");
  EXPECT_EQ(spans[0].payload, 7);
  EXPECT_EQ(spans[1].payload, std::nullopt);
  EXPECT_LE(spans[1].begin, spans[0].begin);
  EXPECT_LE(spans[0].begin, spans[0].end);
  EXPECT_LE(spans[0].end, spans[1].end);
  EXPECT_THAT(timeline.take(), IsEmpty());
}

/// The ranges that a case opens, its stopwatch's among them.
std::vector<std::string> ranges_of(const RunOptions& options, Timing timing, Result& row) {
  Loader loader{"/nonexistent"};
  const Environment environment = query_environment({}, "no CUDA driver", {});
  const BenchmarkSpec spec = add_one_spec();
  Timeline timeline;
  row = Runner(options, environment, loader, &timeline)
            .measure({&spec, &spec.variants[0], grid(spec.axes)[0], timing, {}, ""});
  std::vector<std::string> names;
  for (const Span& span : timeline.take()) names.push_back(span.name);
  return names;
}

TEST(Profile, RunsFewRepetitionsEachInItsRange) {
  for (const Timing timing : {Timing::hot, Timing::cold}) {
    Result row;
    const auto ranges = ranges_of({.threads = 1, .profile = true}, timing, row);
    EXPECT_THAT(ranges,
                ElementsAre("setup", "verify", "setup", "verify", "warmup", "clear", "repetition",
                            "clear", "repetition", "clear", "repetition", "measure", row.case_id));
    EXPECT_EQ(row.status, Status::ok) << row.message;
    EXPECT_EQ(row.samples, kProfiledRepetitions);
    EXPECT_EQ(row.iterations, 1);
    EXPECT_EQ(row.profiled, true);
    EXPECT_EQ(row.valid, false);
    EXPECT_FALSE(row.converged);
  }
}

TEST(Profile, IsOffUnlessAskedFor) {
  Result row;
  const RunOptions options{.sampling = {.max_samples = 20, .warmup_time_s = 0}, .threads = 1};
  const auto ranges = ranges_of(options, Timing::hot, row);
  EXPECT_THAT(ranges,
              ElementsAre("setup", "verify", "setup", "verify", "warmup", "measure", row.case_id));
  EXPECT_EQ(row.profiled, false);
  EXPECT_EQ(row.valid, true);
}

}  // namespace
}  // namespace warpmark
