// Every hand-written kernel, at every check point, in each order of threads: an addition to the
// catalog is found here by itself.

#include <gtest/gtest.h>

#include "harness/cuda/queue.h"
#include "harness/module.h"
#include "tests/cuda/subjects.h"
#include "tests/cuda_on_cpu/grid.h"

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

  /// Runs twice: what a kernel leaves behind must not disturb the next repetition.
  void verify(const Point& point, Timing timing, Coverage coverage) {
    const auto workload = make(point, timing);
    Outputs outputs = workload->outputs();
    for (int repetition = 0; repetition < 2; ++repetition) {
      for (auto& output : outputs) output->poison();
      if (timing == Timing::e2e) workload->upload();
      workload->run();
      if (timing == Timing::e2e) workload->download();
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
    for (Order order : {Order::forward, Order::reverse, Order::random}) {
      emulation::schedule() = {order, kSeed};
      EXPECT_NO_THROW(verify(c.point(kSeed), Timing::cold, coverage)) << "order " << static_cast<int>(order);
    }
    emulation::schedule() = {};
    EXPECT_NO_THROW(verify(c.point(kSeed), Timing::e2e, coverage)) << "with transfers";
  }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EmulatedKernel, testing::ValuesIn(subjects([](const std::string& module) { return module == "cuda"; })),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace warpmark
