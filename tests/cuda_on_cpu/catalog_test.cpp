// Every hand-written kernel, at every check point, in each order of threads: an addition to the
// catalog is found here by itself.

#include "harness/cuda/queue.h"
#include "harness/module.h"
#include "tests/cuda/subjects.h"
#include "tests/cuda_on_cpu/grid.h"
#include "tests/cuda_on_cpu/runtime.h"

#include <gtest/gtest.h>

extern "C" void warpmark_open(warpmark::Module& module);

namespace warpmark {
namespace {

constexpr std::uint64_t kSeed = 7;

class EmulatedKernel : public testing::TestWithParam<Subject> {
 protected:
  void SetUp() override { warpmark_open(module_); }

  std::unique_ptr<Workload> make(const Point& point, Timing timing) {
    Context context{{DeviceKind::gpu, 0}, queue_, ranks_, 1, {.timing = timing}, kSeed};
    const std::string key = GetParam().spec.name + '.' + GetParam().variant.name;
    return module_.factories.at(key)(point, context);
  }

  void verify(const Point& point, Coverage coverage, Timing timing, int repetitions) {
    const auto workload = make(point, timing);
    Outputs outputs = workload->outputs();
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      for (auto& output : outputs) output->poison();
      const std::size_t before = emulation::allocations();
      if (timing == Timing::e2e) workload->upload();
      workload->run();
      if (timing == Timing::e2e) workload->download();
      EXPECT_EQ(emulation::allocations(), before) << "allocated while it may be timed";
    }
    const BenchmarkSpec& spec = GetParam().spec;
    verifier_.check(spec.verify, spec.name, point, outputs, coverage);
  }

  Module module_;
  CudaQueue queue_{0};
  Ranks ranks_;
  Verifier verifier_{kSeed};
};

TEST_P(EmulatedKernel, IsRightInEveryOrder) {
  using emulation::Order;
  for (const auto& [params, coverage] : GetParam().points()) {
    const Case c = case_at(GetParam(), params);
    SCOPED_TRACE(c.point_name());
    const Point point = c.point(kSeed);
    for (Order order : {Order::forward, Order::reverse, Order::random}) {
      emulation::schedule() = {order, kSeed};
      EXPECT_NO_THROW(verify(point, coverage, Timing::cold, 1))
          << "order " << static_cast<int>(order);
    }
    // With transfers, and twice: what a repetition leaves behind must not disturb the next.
    emulation::schedule() = {};
    EXPECT_NO_THROW(verify(point, coverage, Timing::e2e, 2)) << "e2e";
  }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EmulatedKernel,
                         testing::ValuesIn(subjects([](const std::string& module) {
                           return module == "cuda";
                         })),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace warpmark
