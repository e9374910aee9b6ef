#include "harness/plan_file.h"

#include "harness/error.h"
#include "tests/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace warpmark {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class PlanFile : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(file_) << text; }
  std::string complaint() const {
    try {
      read_plans(file_);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  }

  const TemporaryFolder folder_;
  const fs::path file_ = folder_.path() / "plans.json";
  const PlanKey conv_{"NVIDIA H200", "cuDNN 9.19.0", "convolution(0,1;2)"};
  const PlanKey elsewhere_{"NVIDIA H100", "cuDNN 9.19.0", "convolution(0,1;2)"};
};

TEST_F(PlanFile, KeepsTheLastChoiceOfEachKey) {
  EXPECT_TRUE(read_plans(file_).empty());
  keep_plan(file_, conv_, "eng1_k2=3");
  keep_plan(file_, elsewhere_, "eng7");
  keep_plan(file_, conv_, "eng4");
  EXPECT_EQ(read_plans(file_), (Plans{{conv_, "eng4"}, {elsewhere_, "eng7"}}));
  const fs::directory_iterator folder(file_.parent_path());
  EXPECT_TRUE(std::none_of(begin(folder), end(folder), [&](const fs::directory_entry& entry) {
    return entry.path().string().starts_with(file_.string() + ".part");
  }));
}

TEST_F(PlanFile, ThatHoldsSomethingElseIsAnErrorWithItsName) {
  for (const std::string text :
       {"", "{", "[]", "{}", R"({"format": "others", "version": 1, "choices": []})",
        R"({"format": "warpmark plans", "version": 1, "choices": [{"device": "x"}]})",
        R"({"format": "warpmark plans", "version": 1, "choices": [{"device": 1}]})"}) {
    write(text);
    EXPECT_THAT(complaint(), HasSubstr(file_.string() + ": ")) << text;
    EXPECT_THROW(keep_plan(file_, conv_, "eng1"), InvalidInput) << text;
  }
  write(R"({"format": "warpmark plans", "version": 2, "choices": []})");
  EXPECT_THAT(complaint(), HasSubstr("its version is 2, not 1"));
}

TEST_F(PlanFile, NeedsAFolder) {
  EXPECT_NO_THROW(check_plan_file(file_));
  EXPECT_THROW(check_plan_file("nowhere/plans.json"), WriteError);
  EXPECT_THROW(keep_plan("nowhere/plans.json", conv_, "eng1"), WriteError);
  EXPECT_THROW(check_plan_file(file_.parent_path()), InvalidInput);
}

}  // namespace
}  // namespace warpmark
