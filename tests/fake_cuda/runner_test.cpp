// A case on a GPU whose time is computed, through the runner: what ends up in its row.

#include "harness/runner.h"

#include "harness/error.h"
#include "tests/fake_cuda/fixture.h"
#include "tests/fake_cuda/nvml.h"
#include "tests/harness/fakes.h"

#include <gmock/gmock.h>

#include <chrono>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing_support::add_one_spec;
using testing_support::AddOne;

/// y = x + 1, in 20 microseconds. `incident` happens at each repetition.
class GpuAddOne : public AddOne {
 public:
  using Incident = std::function<void(CudaQueue&)>;
  GpuAddOne(const Point& point, Context& context, Incident incident)
      : AddOne(point, context, nullptr),
        queue_(cuda_queue(context.queue)),
        incident_(std::move(incident)) {}
  void run() override {
    if (incident_) incident_(queue_);
    fake_cuda::enqueue_work(queue_, "work", 20'000, [this] { AddOne::run(); });
  }

 private:
  CudaQueue& queue_;
  Incident incident_;
};

class GpuRunner : public OnFakeGpu {
 protected:
  ~GpuRunner() override { fake_nvml::gpus().clear(); }

  static BenchmarkSpec spec(GpuAddOne::Incident incident = nullptr) {
    BenchmarkSpec spec = add_one_spec();
    Variant& variant = spec.variants[0];
    variant.device = DeviceKind::gpu;
    variant.footprint = [](const Params& p) { return Footprint{.device_bytes = 16.0 * p["n"]}; };
    variant.make = [incident](const Point& point, Context& context) {
      return std::make_unique<GpuAddOne>(point, context, incident);
    };
    return spec;
  }

  Result measure(const BenchmarkSpec& spec, Timing timing = Timing::hot, double max_time_s = 1,
                 double warmup_s = 0) {
    Loader loader{FAKE_CUDA_FOLDER};
    const Environment environment =
        query_environment(loader.open("cuda").platform->devices(), "", {});
    Runner runner({.sampling = {.warmup_time_s = 0}}, environment, loader);
    Case c{&spec, &spec.variants[0], grid(spec.axes)[0], timing, {DeviceKind::gpu, 0}, ""};
    c.max_time_s = max_time_s;
    c.warmup_s = warmup_s;
    return runner.measure(c);
  }
};

TEST_F(GpuRunner, ARowHasTheConditionsOfItsDevice) {
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(0), .reasons = [] { return 4ull; }}};
  const Result row = measure(spec());
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_NEAR(*row.median_s, 20e-6, 0.1e-6);
  EXPECT_NEAR(row.sm_clock_hz.value(), 1.5e9, 0.01e9);
  EXPECT_EQ(row.mem_clock_hz, 2619e6);
  EXPECT_EQ(row.temperature_c, 41);
  EXPECT_EQ(row.power_w, 350.5);
  EXPECT_EQ(row.throttle, "0x4");  // a power cap, which is no fault
  EXPECT_EQ(row.valid, true);
  EXPECT_FALSE(row.energy_j);
  EXPECT_FALSE(row.flops_per_j);
}

/// What belongs to one GPU is not given to another, whichever was used before.
TEST_F(GpuRunner, GpusTakeTurns) {
  start({.devices = 2});
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(0), .temperature_c = 40},
                       {.uuid = fake_nvml::uuid(1), .temperature_c = 41}};
  Loader loader{FAKE_CUDA_FOLDER};
  Runner runner({.sampling = {.warmup_time_s = 0}},
                query_environment(loader.open("cuda").platform->devices(), "", {}), loader);
  const BenchmarkSpec add_one = spec();
  for (const int ordinal : {1, 0, 1}) {
    for (Timing timing : {Timing::cold, Timing::hot, Timing::graph, Timing::e2e}) {
      Case c{&add_one, &add_one.variants[0],       grid(add_one.axes)[0],
             timing,   {DeviceKind::gpu, ordinal}, ""};
      c.max_time_s = 0.01;
      const Result row = runner.measure(c);
      EXPECT_EQ(row.status, Status::ok) << ordinal << ' ' << name(timing) << ' ' << row.message;
      EXPECT_EQ(row.devices, std::to_string(ordinal));
      EXPECT_EQ(row.temperature_c, 40 + ordinal);
    }
  }
}

TEST_F(GpuRunner, WithoutNvmlConditionsAreEmpty) {
  const Result row = measure(spec());
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_FALSE(row.mem_clock_hz || row.temperature_c || row.power_w || row.energy_j);
  EXPECT_EQ(row.throttle, "");
  EXPECT_TRUE(row.sm_clock_hz);
}

TEST_F(GpuRunner, ADeviceThatIsSlowedDownThroughoutHasNoTime) {
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(0), .reasons = [] { return 0x40ull; }}};
  const Result row = measure(spec(), Timing::hot, 0.01);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(row.message, HasSubstr("no sample is valid: the device was slowed down (throttle "
                                     "0x40) during "));
  EXPECT_FALSE(row.median_s);
  EXPECT_FALSE(row.sample_list.empty());
}

TEST_F(GpuRunner, EnergyComesFromTheCounter) {
  const auto begin = std::chrono::steady_clock::now();
  const auto counter = [begin] {  // 300 W, seen every 20 ms
    const std::chrono::duration<double> past = std::chrono::steady_clock::now() - begin;
    return 300 * 20 * static_cast<unsigned long long>(past.count() / 0.02);
  };
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(0), .energy_mj = counter}};
  const Result row = measure(spec(), Timing::hot, 5);
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_NEAR(row.power_w.value(), 300, 30);
  EXPECT_GT(row.energy_j.value(), 0);
  EXPECT_DOUBLE_EQ(row.flops_per_j.value(), 1000 / *row.energy_j);
}

/// A case whose samples are counted, as those of canaries are, on a GPU that was at rest.
TEST_F(GpuRunner, AWarmUpWaitsUntilTheClockHasRisen) {
  BenchmarkSpec counted = spec();
  counted.sampling = [](const Params&, Timing) { return Sampling{.exactly = 6}; };
  const auto slowest_clock = [&](double warmup_s) {
    start({.sm_rise = 2e7});
    const Result row = measure(counted, Timing::hot, 40, warmup_s);
    EXPECT_EQ(row.samples, 6) << row.message;
    double slowest = 1e12;
    for (const Sample& sample : row.sample_list) slowest = std::min(slowest, sample.sm_clock_hz);
    return slowest;
  };
  EXPECT_NEAR(slowest_clock(0), 0.3 * 1.5e9, 0.1 * 1.5e9);
  EXPECT_GT(slowest_clock(0.001), 0.97 * 1.5e9);
}

TEST_F(GpuRunner, AnIllegalAccessIsInTheRow) {
  const Result row = measure(
      spec([](CudaQueue& queue) { fake_cuda::enqueue_fault(queue, cudaErrorIllegalAddress); }));
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(row.message, HasSubstr("illegal memory access"));
}

TEST_F(GpuRunner, ALibraryThatFailsBecauseOfItIsSeenThrough) {
  const Result row = measure(spec([](CudaQueue& queue) {
    fake_cuda::enqueue_fault(queue, cudaErrorIllegalAddress);
    throw std::runtime_error("the library could not be initialised");
  }));
  EXPECT_THAT(row.message, HasSubstr("illegal memory access"));
}

TEST_F(GpuRunner, AFailureAloneDoesNotLoseTheDevice) {
  const Result row =
      measure(spec([](CudaQueue&) { throw std::runtime_error("no such algorithm"); }));
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.message, "no such algorithm");
  EXPECT_EQ(measure(spec()).status, Status::ok);
}

TEST_F(GpuRunner, WhatFlushesTheCacheMustFitToo) {
  start({.l2_bytes = 100'000, .memory_bytes = 1'000'000});
  BenchmarkSpec large = spec();
  large.variants[0].footprint = [](const Params&) { return Footprint{.device_bytes = 700'000}; };
  EXPECT_EQ(measure(large, Timing::hot).status, Status::ok);
  const Result row = measure(large, Timing::cold);
  EXPECT_EQ(row.status, Status::skipped);
  EXPECT_THAT(row.message, HasSubstr(" on the device, "));
}

TEST_F(GpuRunner, SoMustTheWorkspace) {
  start({.memory_bytes = 1'000'000});
  BenchmarkSpec large = spec();
  large.variants[0].footprint = [](const Params&) {
    return Footprint{.device_bytes = 600'000, .workspace_bytes = 600'000};
  };
  EXPECT_EQ(measure(large).status, Status::skipped);
}

}  // namespace
}  // namespace warpmark
