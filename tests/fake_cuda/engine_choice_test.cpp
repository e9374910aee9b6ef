#include "harness/cuda/engine_choice.h"

#include "harness/error.h"
#include "tests/fake_cuda/fixture.h"
#include "tests/files.h"

#include <gmock/gmock.h>

#include <sstream>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Engines of a library that does not exist; each takes its time.
class EngineChoiceTest : public OnFakeGpu {
 protected:
  int choose(EngineChoice::By by, const std::filesystem::path& file = {}) {
    asked_.clear();
    return EngineChoice(by, notes_).kept_in(file)(*queue_, candidates());
  }

  Candidates candidates() {
    return {"library 1.0",
            "graph",
            static_cast<int>(engines_.size()),
            [this](int i) { return engine(i).name; },
            [this](int i) {
              asked_.push_back(engine(i).name);
              if (!engine(i).fits) throw std::bad_alloc();
              return engine(i).builds;
            },
            [this](int i) { run(engine(i)); }};
  }

  struct Engine {
    std::string name;
    double nanoseconds;
    bool builds = true;
    bool captures = true;
    bool fits = true;
  };
  Engine& engine(int i) { return engines_.at(static_cast<std::size_t>(i)); }
  void run(const Engine& engine) {
    ++runs_;
    fake_cuda::enqueue_work(*queue_, engine.name, engine.nanoseconds);
    if (!engine.captures) queue_->wait();
  }
  Plans written() const { return read_plans(file_); }

  std::vector<Engine> engines_{
      {"first", 9000}, {"broken", 10, false}, {"fast", 2000}, {"slow", 5000}};
  std::vector<std::string> asked_;  // in turn, whether they can be run
  int runs_ = 0;
  std::ostringstream notes_;
  const TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "plans.json";
  const PlanKey key_{"Fake GPU", "library 1.0", "graph"};
};

using By = EngineChoice::By;

TEST_F(EngineChoiceTest, ByTimingIsTheFastest) {
  EXPECT_EQ(choose(By::timing), 2);
  EXPECT_THAT(notes_.str(), IsEmpty());
}

TEST_F(EngineChoiceTest, ByTimingRunsLongOnesLessOften) {
  const auto runs_of = [&](double nanoseconds) {
    engines_ = {{"only", nanoseconds}};
    runs_ = 0;
    choose(By::timing);
    return runs_;
  };
  EXPECT_EQ(runs_of(9000), 2 + 8);
  EXPECT_EQ(runs_of(9e6), 2 + 1);
}

TEST_F(EngineChoiceTest, OfAProcessAreOfOneKindOrTheOther) {
  const EngineChoices choices;
  EngineChoice timed = choices(false, file_), ruled = choices(true, file_);
  EXPECT_EQ(timed(*queue_, candidates()), 2);
  EXPECT_EQ(ruled(*queue_, candidates()), 0);
  EXPECT_EQ(choices(false, {}).known(*queue_, "graph"), 2);
  EXPECT_EQ(written(), (Plans{{key_, "fast"}}));
  EXPECT_EQ(timed.how(), "");
  EXPECT_EQ(ruled.how(), ", engines by their heuristics");
}

TEST_F(EngineChoiceTest, ByHeuristicsIsTheFirstThatCanBeRun) {
  EXPECT_EQ(choose(By::heuristics, file_), 0);
  engines_[0].builds = false;
  EXPECT_EQ(choose(By::heuristics, file_), 2);
  EXPECT_TRUE(written().empty());
}

TEST_F(EngineChoiceTest, OfOneProcessIsMadeOnce) {
  EngineChoice choice(By::timing, notes_);
  EXPECT_EQ(choice.known(*queue_, "graph"), -1);
  EXPECT_EQ(choice(*queue_, candidates()), 2);
  asked_.clear();
  EXPECT_EQ(choice(*queue_, candidates()), 2);
  EXPECT_EQ(choice.known(*queue_, "graph"), 2);
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(EngineChoiceTest, WhatCannotBeCapturedIsPassedOverAndNamed) {
  engines_[2].captures = false;
  EXPECT_EQ(choose(By::timing), 3);
  EXPECT_THAT(notes_.str(), HasSubstr("warpmark: graph: fast is passed over: "));
  engines_[0].captures = false;
  EXPECT_EQ(choose(By::heuristics), 3);
  EXPECT_THAT(notes_.str(), HasSubstr("graph: first is passed over: "));
}

TEST_F(EngineChoiceTest, WhatHasNoRoomIsPassedOverAndNamed) {
  engines_[2].fits = false;
  EXPECT_EQ(choose(By::timing), 3);
  EXPECT_THAT(notes_.str(), HasSubstr("warpmark: graph: fast is passed over: "));
}

TEST_F(EngineChoiceTest, WithoutAnyEngineNamesTheGraph) {
  for (Engine& engine : engines_) engine.captures = false;
  try {
    choose(By::timing);
    ADD_FAILURE() << "there is none";
  } catch (const Unsupported& error) {
    EXPECT_THAT(error.what(), HasSubstr("graph"));
  }
}

TEST_F(EngineChoiceTest, IsTakenFromTheFile) {
  EXPECT_EQ(choose(By::timing, file_), 2);
  EXPECT_EQ(written(), (Plans{{key_, "fast"}}));
  keep_plan(file_, key_, "slow");
  EXPECT_EQ(choose(By::timing, file_), 3);
  EXPECT_THAT(asked_, ElementsAre("slow"));
  keep_plan(file_, {"another GPU", "library 1.0", "graph"}, "first");
  EXPECT_EQ(choose(By::timing, file_), 3);
}

TEST_F(EngineChoiceTest, ThatNoLongerBuildsIsMadeAnewAndTold) {
  for (const std::string gone : {"broken", "forgotten"}) {
    keep_plan(file_, key_, gone);
    EXPECT_EQ(choose(By::timing, file_), 2);
    EXPECT_THAT(notes_.str(),
                HasSubstr(file_.string() + ": " + gone + " cannot be built for graph"));
    EXPECT_EQ(written(), (Plans{{key_, "fast"}}));
  }
}

}  // namespace
}  // namespace warpmark
