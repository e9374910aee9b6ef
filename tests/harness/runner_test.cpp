#include "harness/runner.h"

#include "harness/engine.h"
#include "harness/error.h"
#include "harness/row.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing_support::add_one_spec;
using testing_support::AddOne;

struct RunnerTest : testing::Test {
  Loader loader{"/nonexistent"};
  Environment environment = query_environment({}, "no CUDA driver", {});
  RunOptions options{.sampling = {.warmup_time_s = 0}, .threads = 2, .seed = 5};

  Result measure(const BenchmarkSpec& spec, Timing timing = Timing::hot, Device device = {}) {
    const Case c{&spec, &spec.variants[0], grid(spec.axes)[0], timing, device, "suite", 0.01};
    return Runner(options, environment, loader).measure(c);
  }
};

TEST_F(RunnerTest, ARightResultBecomesAWholeRow) {
  const Result row = measure(add_one_spec());
  EXPECT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.verified, true);
  EXPECT_LE(*row.max_error, 0x1p-53);
  EXPECT_EQ(row.case_id, "add_one.plain.dtype=fp64.n=1000.timing=hot");
  EXPECT_EQ(*row.samples, static_cast<std::int64_t>(row.sample_list.size()));
  EXPECT_GT(*row.median_s, 0);
  EXPECT_DOUBLE_EQ(*row.flops_per_s, 1000 / *row.median_s);
  EXPECT_DOUBLE_EQ(*row.bytes_per_s, 16000 / *row.median_s);
  EXPECT_EQ(row.implementation, "scalar loop");
  EXPECT_EQ(row.counters.at("answer"), 42);
  EXPECT_EQ(row.device_name, environment.cpu.model);
  EXPECT_EQ(row.threads, 2);
  EXPECT_EQ(row.seed, 5);
  EXPECT_GT(*row.wall_s, 0);
}

/// Counts what it is asked for. An epoch of it says which one it was.
class Epochs : public AddOne {
 public:
  Epochs(const Point& point, Context& context, std::string& calls)
      : AddOne(point, context, nullptr), calls_(calls) {}
  Traits traits() const override { return {.repeatable = false}; }
  void run() override { calls_ += 'r'; }
  void reset() override { calls_ += 'x'; }
  void rehearse() override { AddOne::run(), calls_ += 'v'; }
  void warm_up() override { calls_ += 'w'; }
  void annotate(Sample& sample) override {
    calls_ += 'a';
    sample.counters = {{"answer", ++epochs_}};
  }

 private:
  std::string& calls_;
  int epochs_ = 0;
};

BenchmarkSpec epochs_spec(std::string& calls, int exactly) {
  BenchmarkSpec spec = add_one_spec();
  spec.check_points.clear();
  spec.epoch_work = spec.work;
  spec.sampling = [=](const Params&, Timing) { return Sampling{.exactly = exactly}; };
  spec.variants[0].make = [&calls](const Point& point, Context& context) {
    return std::make_unique<Epochs>(point, context, calls);
  };
  return spec;
}

TEST_F(RunnerTest, EpochsAreVerifiedWarmedUpAndResetBeforeExactlySoManyAreTimed) {
  std::string calls;
  const Result row = measure(epochs_spec(calls, 3), Timing::epoch);
  EXPECT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(calls, "vwxrarara");
  ASSERT_EQ(row.sample_list.size(), 3u);
  EXPECT_EQ(row.sample_list[2].counters.at("answer"), 3);
  EXPECT_EQ(row.samples, 3);
  EXPECT_EQ(row.verified, true);
}

TEST_F(RunnerTest, ACounterOfASampleThatTheSpecDoesNotDeclareIsAMistake) {
  std::string calls;
  BenchmarkSpec spec = epochs_spec(calls, 1);
  spec.counters = {"question"};
  const Result row = measure(spec, Timing::epoch);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.message, "counter 'answer' is not declared by add_one");
}

TEST_F(RunnerTest, AWrongResultHasNoTime) {
  const Result row = measure(add_one_spec([](double* y, Index n) {
    if (n == 1000) y[999] = 0;
  }));
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.verified, false);
  EXPECT_FALSE(row.median_s);
  EXPECT_NE(row.message.find("y[999]"), std::string::npos) << row.message;
}

TEST_F(RunnerTest, AWrongCheckPointFailsEveryCaseOfTheVariant) {
  const BenchmarkSpec spec = add_one_spec([](double* y, Index n) {
    if (n == 17) y[3] = 0;
  });
  Runner runner(options, environment, loader);
  for (Timing timing : {Timing::hot, Timing::cold}) {
    const Result row =
        runner.measure({&spec, &spec.variants[0], grid(spec.axes)[0], timing, {}, "", 0.01});
    EXPECT_EQ(row.status, Status::failed);
    EXPECT_NE(row.message.find("check point dtype=fp64.n=17: y[3]"), std::string::npos)
        << row.message;
  }
}

TEST_F(RunnerTest, WhatDoesNotFitIsSkippedBeforeAnythingIsAllocated) {
  BenchmarkSpec spec = add_one_spec();
  spec.variants[0].footprint = [](const Params&) { return Footprint{512.0 * (1ull << 40), 0}; };
  const Result row = measure(spec);
  EXPECT_EQ(row.status, Status::skipped);
  EXPECT_TRUE(row.message.starts_with("needs 524288 GiB, ")) << row.message;
}

TEST_F(RunnerTest, NoGpuIsASkippedRowWithTheReason) {
  const Result row = measure(add_one_spec(), Timing::cold, {DeviceKind::gpu, -1});
  EXPECT_EQ(row.status, Status::skipped);
  EXPECT_EQ(row.message, "no GPU here: no CUDA driver");
  EXPECT_FALSE(row.verified);
}

TEST_F(RunnerTest, AModuleThatDoesNotLoadIsASkippedRow) {
  BenchmarkSpec spec = add_one_spec();
  spec.variants[0].make = nullptr;
  spec.variants[0].module = "openblas";
  const Result row = measure(spec);
  EXPECT_EQ(row.status, Status::skipped);
  EXPECT_FALSE(row.message.empty());
}

TEST_F(RunnerTest, WhatAWorkloadThrowsIsInTheRow) {
  BenchmarkSpec spec = add_one_spec();
  spec.variants[0].make = [](const Point&, Context&) -> std::unique_ptr<Workload> {
    throw std::runtime_error("engine on fire");
  };
  EXPECT_EQ(measure(spec).status, Status::failed);
  EXPECT_EQ(measure(spec).message, "engine on fire");
  spec.variants[0].make = [](const Point&, Context&) -> std::unique_ptr<Workload> {
    throw Unsupported("no bf16 on this processor");
  };
  EXPECT_EQ(measure(spec).status, Status::skipped);
}

TEST_F(RunnerTest, ACheckPointThatALibraryRefusesIsPassedOver) {
  BenchmarkSpec spec = add_one_spec();
  const Factory make = spec.variants[0].make;
  spec.variants[0].make = [make](const Point& point, Context& context) {
    if (point.params["n"] == 17) throw Unsupported("no odd sizes");
    return make(point, context);
  };
  EXPECT_EQ(measure(spec).status, Status::ok);
}

TEST(FillStatistics, WithoutAValidSampleThereIsNoTimeButTheSamplesAreKept) {
  Series series;
  series.samples = {{.seconds = 1, .valid = false}};
  Result row;
  fill_statistics(series, row);
  EXPECT_FALSE(row.median_s);
  EXPECT_FALSE(row.min_s);
  EXPECT_EQ(row.samples, 1);
  EXPECT_EQ(row.sample_list.size(), 1u);
}

TEST_F(RunnerTest, AnUndeclaredCounterIsAFault) {
  BenchmarkSpec spec = add_one_spec();
  spec.counters = {};
  const Result row = measure(spec);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_NE(row.message.find("'answer'"), std::string::npos);
}

TEST_F(RunnerTest, TheEngineRepeatsAndPassesExceptionsOn) {
  const BenchmarkSpec spec = add_one_spec();
  const std::vector<Case> cases{
      {&spec, &spec.variants[0], grid(spec.axes)[0], Timing::hot, {}, "", 0.01}};
  int calls = 0;
  const auto measure = [&](const Case& c) {
    ++calls;
    return Runner(options, environment, loader).measure(c);
  };
  EXPECT_EQ(run_engine(cases, {"--benchmark_repetitions=3"}, measure), 3);
  EXPECT_EQ(calls, 3);
  EXPECT_THROW(run_engine(cases, {"--benchmark_repetitions=1"},
                          [](const Case&) -> Result { throw Interrupted(2); }),
               Interrupted);
}

}  // namespace
}  // namespace warpmark
