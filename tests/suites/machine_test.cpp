#include "suites/machine.h"

#include "suites/exit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace warpmark {
namespace {

using testing::HasSubstr;

/// One core, a GPU without NVML.
struct MachineTest : testing::Test {
  MachineTest() {
    environment.cpu.usable_cores = {0};
    environment.gpus.emplace_back();
  }
  Environment environment;
  std::ostringstream out;
};

TEST_F(MachineTest, AQuietOneSaysNothing) {
  check_machine(environment, 1, {}, true, out);
  EXPECT_EQ(out.str(), "");
  EXPECT_TRUE(environment.warnings.empty());
}

TEST_F(MachineTest, EachWarningIsALineAndKept) {
  check_machine(environment, 2, {0}, false, out);
  EXPECT_EQ(environment.warnings.size(), 2u);
  EXPECT_THAT(out.str(),
              HasSubstr("warpmark: warning: 2 threads share 1 cores; use fewer --threads"));
  EXPECT_THAT(out.str(), HasSubstr("\nwarpmark: note: GPU 0: NVML"));
}

TEST_F(MachineTest, StrictRefusesAWarningButNotANote) {
  EXPECT_THROW(check_machine(environment, 2, {}, true, out), Inconclusive);
  EXPECT_NO_THROW(check_machine(environment, 1, {0}, true, out));
}

TEST_F(MachineTest, ARequiredGpuThatIsNotThereIsRefusedWithTheReason) {
  EXPECT_NO_THROW(require_gpu(environment.gpus, ""));
  try {
    require_gpu({}, "no driver");
    FAIL() << "no error";
  } catch (const NothingRan& error) {
    EXPECT_STREQ(error.what(), "--require-gpu: no GPU: no driver");
  }
}

}  // namespace
}  // namespace warpmark
