#include "harness/inject.h"

#include "harness/error.h"
#include "harness/runner.h"
#include "tests/harness/fakes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing_support::add_one_spec;

struct InjectTest : testing::Test {
  Loader loader{"/nonexistent"};
  long elements = 0;  // that any workload of the case computed
  BenchmarkSpec spec = add_one_spec([this](double*, Index n) { elements += n; });
  Case c{&spec, &spec.variants[0], grid(spec.axes)[0], Timing::hot, {}, "", 0.01};

  Result measure(const std::string& injection) {
    RunOptions options{.sampling = {.warmup_time_s = 0}};
    options.injections = {parse_injection(injection)};
    return Runner(options, query_environment({}, "none", {}), loader).measure(c);
  }
};

TEST_F(InjectTest, OnlyTheCasesThatAreMeant) {
  EXPECT_EQ(measure("throw=n=1001").status, Status::ok);
  EXPECT_EQ(measure("throw=n=1000").message, "thrown on purpose");
}

TEST_F(InjectTest, MemoryThatNoMachineHas) { EXPECT_EQ(measure("oom=.").message, "out of memory"); }

TEST_F(InjectTest, AWrongElementIsFound) {
  const Result row = measure("wrong=.");
  EXPECT_EQ(row.verified, false);
  EXPECT_THAT(row.message, HasSubstr("y[999]: expected"));
}

TEST_F(InjectTest, SlowDoesThatMuchMoreWorkInEveryRepetition) {
  Queue queue;
  Ranks ranks;
  Context context{c.device, queue, ranks, 1, {}, 0};
  const auto make_at = [&](const Params& params) {
    Case at = c;
    at.params = params;
    return c.variant->make(at.point(1), context);
  };
  for (const auto& [factor, expected] :
       {std::pair("slow:1.05", 1050), {"slow:2", 2000}, {"slow:1", 1000}, {"slow:3.5", 3500}}) {
    const auto slow =
        inject(parse_injection(std::string(factor) + "=."), c, make_at(c.params), make_at);
    for (int repetition = 0; repetition < 3; ++repetition) {
      elements = 0;
      slow->run();
      EXPECT_EQ(elements, expected) << factor;
    }
  }
}

TEST_F(InjectTest, ASlowResultIsStillRight) {
  const Result row = measure("slow:1.05=.");
  EXPECT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.verified, true);
}

TEST_F(InjectTest, APartOfTheWorkThatNoSizeMakesIsAnError) {
  spec.axes[1].values = {std::int64_t{3}};
  c.params = grid(spec.axes)[0];
  EXPECT_THAT(measure("slow:1.05=.").message, HasSubstr("no size of add_one.plain.dtype=fp64.n=3"));
}

TEST(ParseInjection, NameAndFactor) {
  const Injection slow = parse_injection("slow:1.05=gemm.*k=3");
  EXPECT_EQ(slow.name, "slow:1.05");
  EXPECT_EQ(slow.fault, Fault::slow);
  EXPECT_EQ(slow.factor, 1.05);
  EXPECT_TRUE(slow.cases.found_in("gemm.x.k=3.timing=hot"));
  EXPECT_FALSE(slow.cases.found_in("gemm.x.k=4.timing=hot"));
}

TEST(ParseInjection, AnythingElseIsRefused) {
  for (const char* text : {"", "=x", "crash", "slow=x", "slow:=x", "slow:x=x", "slow:0.9=x",
                           "slow:101=x", "slow:nan=x", "wrong:2=x", "crash=["}) {
    EXPECT_THROW(parse_injection(text), UsageError) << text;
  }
}

}  // namespace
}  // namespace warpmark
