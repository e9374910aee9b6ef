// Every hand-written kernel, at every check point, in each order of threads: an addition to the
// catalog is found here by itself.

#include "harness/cuda/queue.h"
#include "harness/module.h"
#include "tests/cuda_on_cpu/grid.h"
#include "tests/cuda_on_cpu/runtime.h"
#include "tests/kernels/subjects.h"

#include <gtest/gtest.h>

#include <functional>

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

  /// `change`: what to do to the inputs first.
  void expect_right(const Case& c, const std::function<void(Point&)>& change, Coverage coverage) {
    using emulation::Order;
    SCOPED_TRACE(c.point_name());
    Point point = c.point(kSeed);
    change(point);
    for (Order order : {Order::forward, Order::reverse, Order::random}) {
      emulation::schedule() = {order, kSeed};
      EXPECT_NO_THROW(verify(point, coverage, Timing::cold, 1))
          << "order " << static_cast<int>(order);
    }
    // With transfers, and twice: what a repetition leaves behind must not disturb the next.
    emulation::schedule() = {};
    EXPECT_NO_THROW(verify(point, coverage, Timing::e2e, 2)) << "e2e";
  }

  Module module_;
  CudaQueue queue_{0};
  Ranks ranks_;
  Verifier verifier_{kSeed};
};

TEST_P(EmulatedKernel, IsRightInEveryOrder) {
  for (const auto& [params, coverage] : GetParam().points()) {
    expect_right(
        case_at(GetParam(), params), [](Point&) {}, coverage);
  }
}

using EmulatedSoftmax = EmulatedKernel;

TEST_P(EmulatedSoftmax, DoesNotOverflow) {
  for (const auto& [params, coverage] : GetParam().points()) {
    expect_right(case_at(GetParam(), params), overflow_exp, coverage);
  }
}

/// Of one benchmark, or of all.
std::vector<Subject> emulated_subjects(const std::string& benchmark = {}) {
  std::vector<Subject> all = subjects([](const std::string& module) { return module == "cuda"; });
  std::erase_if(all, [&](const Subject& subject) {
    return !benchmark.empty() && subject.spec.name != benchmark;
  });
  return all;
}

const auto name_of = [](const auto& info) { return info.param.name(); };
INSTANTIATE_TEST_SUITE_P(Catalog, EmulatedKernel, testing::ValuesIn(emulated_subjects()), name_of);
INSTANTIATE_TEST_SUITE_P(Catalog, EmulatedSoftmax, testing::ValuesIn(emulated_subjects("softmax")),
                         name_of);

}  // namespace
}  // namespace warpmark
