#include "harness/engine_flags.h"

#include "harness/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::HasSubstr;

std::string complaint(const std::string& flag) try {
  check_engine_flags({flag});
  return "";
} catch (const UsageError& error) {
  return error.what();
}

TEST(EngineFlags, HaveANameAndAValue) {
  EXPECT_EQ(flag_name("--benchmark_filter=a=b"), "--benchmark_filter");
  EXPECT_EQ(flag_value("--benchmark_filter=a=b"), "a=b");
  EXPECT_EQ(flag_name("--benchmark_list_tests"), "--benchmark_list_tests");
  EXPECT_EQ(flag_value("--benchmark_list_tests"), "");
}

TEST(EngineFlags, ThatWorkPass) {
  for (const char* flag :
       {"--benchmark_filter=x", "--benchmark_list_tests", "--benchmark_list_tests=true",
        "--benchmark_repetitions=1", "--benchmark_repetitions=1000", "--benchmark_out=file",
        "--benchmark_out_format=json", "--benchmark_context=a=b", "--benchmark_context=a=b,c="}) {
    EXPECT_EQ(complaint(flag), "");
  }
}

TEST(EngineFlags, ThoseWithoutMeaningNameTheOneToUse) {
  EXPECT_THAT(complaint("--benchmark_min_time=2"), HasSubstr("--max-time"));
  EXPECT_THAT(complaint("--benchmark_out_format=csv"), HasSubstr("json"));
  EXPECT_THAT(complaint("--benchmark_nonsense"), HasSubstr("unknown flag"));
}

TEST(EngineFlags, AValueThatIsNoneSaysWhatItShouldBe) {
  for (const char* value :
       {"", "=", "=abc", "=0", "=-1", "=2.5", "=2x", "=1001", "=1e9", "=99999999999999"}) {
    const std::string flag = std::string("--benchmark_repetitions") + value;
    EXPECT_EQ(complaint(flag), flag + ": it is --benchmark_repetitions=N with N from 1 to 1000");
  }
  for (const char* flag : {"--benchmark_filter", "--benchmark_filter=", "--benchmark_out",
                           "--benchmark_out=", "--benchmark_list_tests=false",
                           "--benchmark_context", "--benchmark_context=a", "--benchmark_context==b",
                           "--benchmark_context=a=b,", "--benchmark_context=a=b=c"}) {
    EXPECT_THAT(complaint(flag), HasSubstr(std::string(flag) + ": it is --benchmark_"));
  }
  EXPECT_THAT(complaint("--benchmark_filter=("), HasSubstr("no regular expression"));
}

}  // namespace
}  // namespace warpmark
