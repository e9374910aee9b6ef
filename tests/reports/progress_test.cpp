#include "reports/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(TimeLeft, IsTheMeanOfEachKindTimesWhatIsLeftOfIt) {
  TimeLeft left;
  left.expect(DeviceKind::cpu, 3);
  left.expect(DeviceKind::gpu, 2);
  EXPECT_EQ(left.seconds(), std::nullopt);
  left.done(DeviceKind::cpu, 4);
  EXPECT_EQ(left.seconds(), std::nullopt);
  left.done(DeviceKind::cpu, 2);
  left.done(DeviceKind::gpu, 10);
  EXPECT_EQ(left.seconds(), 3 + 10);
  left.done(DeviceKind::cpu, 3);
  left.done(DeviceKind::gpu, 10);
  EXPECT_EQ(left.seconds(), 0);
}

TEST(TimeLeft, IsNotOfWhatIsPassedOver) {
  TimeLeft left;
  left.expect(DeviceKind::cpu, 3);
  left.pass_over(DeviceKind::cpu);
  left.done(DeviceKind::cpu, 4);
  EXPECT_EQ(left.seconds(), 4);
}

class ProgressTest : public testing::Test {
 protected:
  ProgressTest() {
    spec_.name = "gemm";
    variant_.name = "openmp";
    cases_ = {{&spec_, &variant_, Params({{"m", 64}})}, {&spec_, &variant_, Params({{"m", 128}})}};
  }

  std::string show(Terminal terminal) {
    std::ostringstream out;
    Progress progress(out, terminal, cases_, 1);
    for (const Case& c : cases_) {
      progress.start(c);
      progress.finish(c);
    }
    return out.str();
  }

  BenchmarkSpec spec_;
  Variant variant_;
  std::vector<Case> cases_;
};

TEST_F(ProgressTest, IsALineForEachCaseWithoutATerminal) {
  EXPECT_EQ(show({}),
            "1/2 gemm.openmp.m=64.timing=cold\n"
            "2/2 gemm.openmp.m=128.timing=cold, 1 s left\n");
}

TEST_F(ProgressTest, IsABarThatGoesAwayOnATerminal) {
  const std::string text = show({.interactive = true, .colour = false, .columns = 100});
  EXPECT_THAT(
      text, HasSubstr("[==========          ] 2/2       1 s left  gemm.openmp.m=128.timing=cold"));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  EXPECT_TRUE(text.ends_with("\r\033[K"));
}

TEST_F(ProgressTest, KeepsToTheWidthOfTheTerminal) {
  const std::string text = show({.interactive = true, .colour = false, .columns = 40});
  EXPECT_THAT(text, Not(HasSubstr("gemm.")));
}

}  // namespace
}  // namespace warpmark
