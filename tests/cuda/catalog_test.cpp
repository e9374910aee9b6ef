// Every GPU variant of the catalog, at every check point and by every stopwatch.

#include "harness/error.h"
#include "harness/loader.h"
#include "tests/cuda/gpu.h"
#include "tests/kernels/subjects.h"

#include <gtest/gtest.h>

#include <iostream>

namespace warpmark {
namespace {

constexpr std::uint64_t kSeed = 7;

std::vector<double> values(Output& output) {
  std::vector<double> all(static_cast<std::size_t>(count(output.shape)));
  output.read(0, all);
  return all;
}

/// Points that need a GPU's speed: large enough for kernels that do otherwise where a GPU has
/// little to do.
std::vector<Params> busy_points(const std::string& benchmark) {
  if (benchmark != "gemm") return {};
  return points({"m", "n", "k"}, {{1408, 2560, 72}});
}

class GpuKernel : public OnGpu<testing::TestWithParam<Subject>> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (IsSkipped()) return;
    try {
      factories_ = &loader_.open(GetParam().variant.module).factories;
    } catch (const Unsupported& reason) {
      return do_without(reason.what());
    }
    platform_ = loader_.open("cuda").platform.get();
    queue_ = platform_->make_queue(0);
  }

  std::unique_ptr<Workload> make(const Point& point, Timing timing) {
    Context context{{DeviceKind::gpu, 0}, *queue_, ranks_, 2, {.timing = timing}, kSeed};
    return factories_->at(GetParam().spec.name + '.' + GetParam().variant.name)(point, context);
  }

  void verify(const Point& point, Outputs& outputs, Coverage coverage) {
    verifier_.check(GetParam().spec.verify, GetParam().spec.name, point, outputs, coverage);
  }

  void verify_twice(const Point& point, Coverage coverage) {
    const auto workload = make(point, Timing::cold);
    Outputs outputs = workload->outputs();
    for (int repetition = 0; repetition < 2; ++repetition) {
      for (auto& output : outputs) output->poison();
      workload->run();
      queue_->wait();
      verify(point, outputs, coverage);
    }
    EXPECT_NE(workload->observe().implementation, "");
  }

  /// The point where a time says most: the last of those compared whole.
  Point timed_point() const {
    Params last;
    for (const auto& [params, coverage] : GetParam().points()) {
      if (coverage == Coverage::full) last = params;
    }
    return case_at(GetParam(), last).point(kSeed);
  }

  Loader loader_;
  Platform* platform_ = nullptr;
  Factories* factories_ = nullptr;
  std::unique_ptr<Queue> queue_;
  Ranks ranks_;
  Verifier verifier_{kSeed};
};

/// A library may know no way to compute some point, but not none.
TEST_P(GpuKernel, IsRightAtEveryCheckPoint) {
  int verified = 0;
  for (const auto& [params, coverage] : GetParam().points(busy_points(GetParam().spec.name))) {
    const Case c = case_at(GetParam(), params);
    SCOPED_TRACE(c.point_name());
    const Point point = c.point(kSeed);
    try {
      verify_twice(point, coverage);
      ++verified;
    } catch (const Unsupported& reason) {
      std::cerr << c.point_name() << ": " << reason.what() << '\n';
    } catch (const WrongResult& mismatch) {
      ADD_FAILURE() << mismatch.what();
    }
  }
  EXPECT_GT(verified, 0);
}

TEST_P(GpuKernel, IsRightAndTimedByEveryStopwatch) {
  const Point point = timed_point();
  for (Timing timing : GetParam().variant.timings) {
    SCOPED_TRACE(name(timing));
    const auto workload = make(point, timing);
    const auto stopwatch = platform_->make_stopwatch(timing, *queue_);
    stopwatch->prepare(*workload);
    Outputs outputs = workload->outputs();
    for (auto& output : outputs) output->poison();
    const Sample sample = stopwatch->time(*workload);
    queue_->wait();
    EXPECT_NO_THROW(verify(point, outputs, Coverage::full));
    EXPECT_TRUE(sample.valid);
    EXPECT_GT(sample.seconds, 0);
    EXPECT_LT(sample.seconds, 1);
    EXPECT_GE(sample.iterations, 1);
    if (timing == Timing::cold || timing == Timing::e2e) {
      EXPECT_EQ(sample.iterations, 1);
    }
  }
}

TEST_P(GpuKernel, AGraphGivesTheSameBits) {
  const Point point = timed_point();
  const auto workload = make(point, Timing::graph);
  Outputs outputs = workload->outputs();
  workload->run();
  queue_->wait();
  const std::vector<double> eager = values(*outputs.at(0));
  const auto stopwatch = platform_->make_stopwatch(Timing::graph, *queue_);
  stopwatch->prepare(*workload);
  outputs.at(0)->poison();
  stopwatch->time(*workload);
  EXPECT_EQ(values(*outputs.at(0)), eager);
}

INSTANTIATE_TEST_SUITE_P(Catalog, GpuKernel, testing::ValuesIn(subjects([](const auto& module) {
                           return Loader().built(module);
                         })),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace warpmark
