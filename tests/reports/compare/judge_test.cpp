#include "reports/compare/judge.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "reports/compare/phrases.h"
#include "tests/reports/compare/sides.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace warpmark {
namespace {

using testing::HasSubstr;

class CompareTest : public SidesTest {
 protected:
  Comparison of(const Rows& base, const Rows& fresh, const CompareOptions& options = {}) const {
    return compare(side(base), side(fresh), options);
  }

  /// Of 8 runs, around `median_s`.
  static Rows canaries(double median_s, const std::string& limit = "read") {
    return with(steady("x", median_s), [&](Result& row) {
      Result canary = canary_row(limit, 1e9);
      canary.run_id = row.run_id;
      canary.case_hash = row.case_hash;
      canary.fingerprint = row.fingerprint;
      canary.median_s = row.median_s;
      row = canary;
    });
  }

  static CompareOptions strictly() {
    CompareOptions options;
    options.strict = true;
    return options;
  }

  static CompareOptions without(const std::string& missing) {
    CompareOptions options;
    options.allow_missing = missing;
    return options;
  }

  static RecordedCase a_case(const std::string& device, const std::string& timing) {
    RecordedCase recorded;
    recorded.benchmark = "x";
    recorded.device = device;
    recorded.timing = timing;
    recorded.iterations = 1;
    recorded.case_hashes = recorded.fingerprints = {"h"};
    return recorded;
  }

  /// The verdict on the only case.
  CaseVerdict verdict(const Rows& base, const Rows& fresh) const {
    const Comparison comparison = of(base, fresh);
    EXPECT_EQ(comparison.cases.size(), 1);
    return comparison.cases.at(0);
  }

  static Rows status(Rows rows, Status status, const std::string& message) {
    return with(std::move(rows), [&](Result& row) {
      row.status = status;
      row.message = message;
      row.median_s.reset();
    });
  }
};

TEST_F(CompareTest, SlowerByMoreThanTheMarginIsRegressed) {
  const Comparison c = of(steady("a", 1), steady("a", 1.08));
  EXPECT_EQ(c.cases[0].verdict, Judgement::regressed);
  EXPECT_NEAR(*c.cases[0].ratio, 1.08, 1e-9);
  EXPECT_NEAR(*c.cases[0].q, 2.0 / 12870, 1e-12);
  EXPECT_GT(c.cases[0].ratio_interval->low, 1.05);
  EXPECT_EQ(c.gate, Gate::fail);
  EXPECT_EQ(c.exit_status, kRegression);
}

TEST_F(CompareTest, SidesMirror) {
  const CaseVerdict slower = verdict(steady("a", 1), steady("a", 1.08));
  const CaseVerdict faster = verdict(steady("a", 1.08), steady("a", 1));
  EXPECT_EQ(faster.verdict, Judgement::improved);
  EXPECT_NEAR(*faster.ratio * *slower.ratio, 1, 1e-12);
  EXPECT_NEAR(faster.ratio_interval->low * slower.ratio_interval->high, 1, 1e-12);
  EXPECT_EQ(of(steady("a", 1.08), steady("a", 1)).exit_status, kSuccess);
}

TEST_F(CompareTest, AFileAgainstItselfIsTheSame) {
  const Comparison c = of(steady("a", 1), steady("a", 1));
  EXPECT_EQ(c.cases[0].verdict, Judgement::same);
  EXPECT_EQ(c.gate, Gate::pass);
  EXPECT_THAT(c.warnings, testing::Contains(HasSubstr("is on both sides")));
}

TEST_F(CompareTest, OrderOfRowsMeansNothing) {
  Rows base = joined(steady("a", 1), steady("b", 2)),
       fresh = joined(steady("a", 1.1), steady("b", 2));
  const Comparison before = of(base, fresh);
  std::mt19937 random(1);
  std::shuffle(base.begin(), base.end(), random);
  std::shuffle(fresh.begin(), fresh.end(), random);
  const Comparison after = of(base, fresh);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(before.cases[i].case_id, after.cases[i].case_id);
    EXPECT_EQ(before.cases[i].ratio, after.cases[i].ratio);
    EXPECT_EQ(before.cases[i].q, after.cases[i].q);
  }
}

TEST_F(CompareTest, SignificantButSmallIsTheSameWithANote) {
  const CaseVerdict c = verdict(steady("a", 1), steady("a", 1.02));
  EXPECT_EQ(c.verdict, Judgement::same);
  EXPECT_EQ(c.note, "differs by less than the margin");
}

TEST_F(CompareTest, NoiseIsInconclusiveAndSaysWhatItWouldTake) {
  const std::vector<double> noisy = {1, 1.2, 0.9, 1.3, 1.1}, other = {1.15, 1.0, 1.25, 0.95, 1.3};
  const CaseVerdict c = verdict(runs("a", noisy), runs("a", other));
  EXPECT_EQ(c.verdict, Judgement::inconclusive);
  EXPECT_GT(c.runs_needed.value(), 20);
  const Comparison strict = of(runs("a", noisy), runs("a", other), strictly());
  EXPECT_EQ(strict.gate, Gate::inconclusive);
  EXPECT_EQ(strict.exit_status, kInconclusive);
  EXPECT_EQ(of(runs("a", noisy), runs("a", other)).exit_status, kSuccess);
}

// Eight runs see a change of 5 %: that 4.9 % is none takes more of them, that 5.0 % is, too many.
TEST_F(CompareTest, AsLargeAsTheMarginTakesMoreRunsThanThereAre) {
  const std::vector<double> scatter = {0.994, 1.006, 0.997, 1.003, 0.999, 1.001, 0.995, 1.005};
  const auto around = [&](double median_s) {
    std::vector<double> medians;
    for (const double s : scatter) medians.push_back(median_s * s);
    return runs("a", medians);
  };
  const CaseVerdict near = verdict(around(1), around(1.0485));
  EXPECT_EQ(near.verdict, Judgement::inconclusive);
  EXPECT_GT(near.runs_needed.value(), 8);
  const CaseVerdict at = verdict(around(1), around(1.04999));
  EXPECT_EQ(at.verdict, Judgement::inconclusive);
  EXPECT_FALSE(at.runs_needed);
  EXPECT_THAT(at.note, HasSubstr("no number of runs up to 1000 is likely to tell"));
}

TEST_F(CompareTest, OneRunIsNeverARegression) {
  EXPECT_EQ(verdict(runs("a", {1}), runs("a", {3})).verdict, Judgement::suspect);
  EXPECT_THAT(verdict(runs("a", {1}), runs("a", {3})).note, HasSubstr("no noise known"));
  EXPECT_EQ(verdict(runs("a", {1}), runs("a", {1})).verdict, Judgement::inconclusive);
  EXPECT_EQ(verdict(steady("a", 1), runs("a", {3})).verdict, Judgement::suspect);
  EXPECT_EQ(of(runs("a", {1}), runs("a", {3})).exit_status, kSuccess);
  EXPECT_EQ(of(runs("a", {1}), runs("a", {3}), strictly()).exit_status, kInconclusive);
}

TEST_F(CompareTest, FailureIsBroken) {
  for (const Status bad : {Status::failed, Status::timeout}) {
    const Comparison c = of(steady("a", 1), status(steady("a", 1), bad, "SIGSEGV"));
    EXPECT_EQ(c.cases[0].verdict, Judgement::broken);
    EXPECT_THAT(c.cases[0].note, HasSubstr("SIGSEGV"));
    EXPECT_EQ(c.exit_status, kRegression);
  }
  Rows once = steady("a", 1);
  once.back() = status({once.back()}, Status::failed, "wrong").front();
  EXPECT_EQ(verdict(steady("a", 1), once).verdict, Judgement::broken);
  const Rows wrong = with(steady("a", 1), [](Result& row) { row.verified = false; });
  EXPECT_EQ(verdict(steady("a", 1), wrong).verdict, Judgement::broken);
}

TEST_F(CompareTest, AbsentOrSkippedIsMissingUnlessAllowed) {
  const Rows base = joined(steady("a", 1), steady("b", 1));
  const Rows skipped = joined(steady("a", 1), status(steady("b", 1), Status::skipped, "no GPU"));
  EXPECT_EQ(of(base, steady("a", 1)).count(Judgement::missing), 1);
  EXPECT_EQ(of(base, skipped).count(Judgement::missing), 1);
  EXPECT_EQ(of(base, skipped).exit_status, kRegression);
  const Comparison allowed = of(base, skipped, without("^gemm\\.b\\."));
  EXPECT_EQ(allowed.count(Judgement::missing), 0);
  EXPECT_EQ(allowed.exit_status, kSuccess);
  EXPECT_THROW(of(base, skipped, without("(")), UsageError);
}

// Another program's file may not say by which measure it would have timed what it skipped.
TEST_F(CompareTest, ASkippedRowsHashTellsNothing) {
  const auto skipped = [](Rows rows) {
    return with(status(std::move(rows), Status::skipped, "out of memory"),
                [](Result& row) { row.case_hash = "hskipped"; });
  };
  EXPECT_EQ(verdict(steady("a", 1), skipped(steady("a", 1))).verdict, Judgement::missing);
  EXPECT_EQ(verdict(skipped(steady("a", 1)), steady("a", 1)).verdict, Judgement::fresh);
  EXPECT_EQ(verdict(skipped(steady("a", 1)), skipped(steady("a", 1))).verdict,
            Judgement::incomparable);
  Rows slower = steady("a", 1.3);
  slower.back() = skipped({slower.back()}).front();
  EXPECT_EQ(verdict(steady("a", 1), slower).verdict, Judgement::regressed);
}

TEST_F(CompareTest, OnlyInNewIsNew) {
  const Rows both = joined(steady("a", 1), steady("b", 1));
  EXPECT_EQ(of(steady("a", 1), both).count(Judgement::fresh), 1);
  EXPECT_EQ(of(steady("a", 1), both).exit_status, kSuccess);
  const Rows failed = joined(steady("a", 1), status(steady("b", 1), Status::failed, "x"));
  EXPECT_EQ(of(failed, both).count(Judgement::fresh), 1);
  EXPECT_EQ(of(failed, failed).count(Judgement::incomparable), 1);
}

TEST_F(CompareTest, AnotherCaseHashIsIncomparable) {
  const Rows other = with(steady("a", 1), [](Result& row) { row.case_hash = "h1"; });
  const Comparison c = of(steady("a", 1), other);
  EXPECT_EQ(c.cases[0].verdict, Judgement::incomparable);
  EXPECT_EQ(c.gate, Gate::invalid);
  EXPECT_EQ(c.exit_status, kNotComparable);
}

TEST_F(CompareTest, NothingInCommonIsNotComparable) {
  EXPECT_EQ(of(steady("a", 1), steady("b", 1)).exit_status, kNotComparable);
}

TEST_F(CompareTest, AnotherMachineIsIncomparableAndTheFieldsAreNamed) {
  const Rows other = with(steady("a", 2), [](Result& row) { row.fingerprint = "mdef"; });
  const auto here = file("here.csv", steady("a", 1));
  std::filesystem::create_directory(path("there"));
  const auto there = file("there/results.csv", other);
  std::ofstream(path("env.json")) << R"({"cpu": {"model": "A", "sockets": 1}, "gpus": []})";
  std::ofstream(path("there/env.json")) << R"({"cpu": {"model": "B", "sockets": 1}, "gpus": []})";
  const Comparison c = compare(read_runs({here}), read_runs({there}), {});
  EXPECT_EQ(c.cases[0].verdict, Judgement::incomparable);
  EXPECT_EQ(c.exit_status, kNotComparable);
  ASSERT_EQ(c.identity.size(), 2);
  EXPECT_EQ(c.identity[0].field, "fingerprint");
  EXPECT_EQ(c.identity[1].field, "cpu.model");
  EXPECT_EQ(c.identity[1].fresh, "B");
  std::ofstream(path("there/env.json")) << "{";
  EXPECT_THROW(compare(read_runs({here}), read_runs({there}), {}), InvalidInput);
}

TEST_F(CompareTest, DifferencesOfContextAreListed) {
  const Rows other = with(steady("a", 1), [](Result& row) { row.driver_version = "580"; });
  const Comparison c = of(steady("a", 1), other);
  ASSERT_EQ(c.context.size(), 1);
  EXPECT_EQ(c.context[0].field, "driver_version");
  EXPECT_EQ(c.exit_status, kSuccess);
}

TEST_F(CompareTest, PersistenceAndClocksThatAreNotLockedAreContext) {
  std::filesystem::create_directory(path("there"));
  const auto here = file("here.csv", steady("a", 1)),
             there = file("there/results.csv", steady("a", 1));
  std::ofstream(path("env.json")) << R"({"gpus": [{"persistence": true}], "warnings": []})";
  std::ofstream(path("there/env.json"))
      << R"({"gpus": [{"persistence": false}], "warnings": [{"code": "gpu_clocks_unlocked"}]})";
  const Comparison c = compare(read_runs({here}), read_runs({there}), {});
  ASSERT_EQ(c.context.size(), 2);
  EXPECT_EQ(difference_text(c.context[0]), "gpu0.persistence: true → false");
  EXPECT_EQ(difference_text(c.context[1]), "gpu_clocks: nothing → not locked");
  EXPECT_EQ(c.exit_status, kSuccess);
}

// The machine changed, whether or not a case of the device was compared.
TEST_F(CompareTest, AShiftedDeviceMakesTheGateInvalidWithoutACaseOfIt) {
  const auto gpu = [](double) {
    return with(steady("a", 1, 8, "gpu"), [](Result& row) { row.timing = "cold"; });
  };
  const Comparison c = of(joined(gpu(1), canaries(1)), joined(gpu(1), canaries(1.1)));
  EXPECT_EQ(c.cases[0].verdict, Judgement::same);
  EXPECT_EQ(c.gate, Gate::invalid);
  EXPECT_EQ(c.exit_status, kNotComparable);
}

TEST_F(CompareTest, CanariesThatMovedMakeItEnvShift) {
  const Comparison c =
      of(joined(steady("a", 1), canaries(1)), joined(steady("a", 1.1), canaries(1.1)));
  EXPECT_EQ(c.cases[0].verdict, Judgement::env_shift);
  EXPECT_EQ(c.exit_status, kNotComparable);
  EXPECT_THAT(c.shifted.at(0), HasSubstr("10.0 % slower"));
  const Comparison still =
      of(joined(steady("a", 1), canaries(1)), joined(steady("a", 1.1), canaries(1.01)));
  EXPECT_EQ(still.cases[0].verdict, Judgement::regressed);
}

TEST_F(CompareTest, AHostThatMovedSpoilsTransfersAndNothingElseOfTheGpu) {
  const auto gpu = [](double median_s, const std::string& timing) {
    return with(steady(timing, median_s, 8, "gpu"), [&](Result& row) { row.timing = timing; });
  };
  const auto all = [&](double host_s) {
    return joined(joined(gpu(host_s, "e2e"), gpu(host_s, "cold")), canaries(host_s));
  };
  for (const CaseVerdict& c : of(all(1), all(1.1)).cases) {
    EXPECT_EQ(c.verdict, c.timing == "e2e" ? Judgement::env_shift : Judgement::regressed);
  }
}

TEST_F(CompareTest, ACanaryThatLostARunIsLeftOutAndNotTheOthers) {
  const auto both = [](double median_s) {
    Rows some = canaries(median_s, "cache");
    some.erase(some.begin());
    return joined(some, canaries(median_s, "read"));
  };
  const Comparison c = of(joined(steady("a", 1), both(1)), joined(steady("a", 1.1), both(1.1)));
  EXPECT_EQ(c.cases[0].verdict, Judgement::env_shift);
  EXPECT_THAT(c.shifted.at(0), HasSubstr("median of 1 canaries"));
}

TEST_F(CompareTest, DisturbedRunsDoNotCount) {
  Rows fresh = steady("a", 1);
  fresh.back().median_s = 9;
  fresh.back().valid = false;
  EXPECT_EQ(verdict(steady("a", 1), fresh).fresh.runs, 7);
  const Rows none = with(steady("a", 1), [](Result& row) { row.profiled = true; });
  const CaseVerdict untold = verdict(steady("a", 1), none);
  EXPECT_EQ(untold.verdict, Judgement::inconclusive);
  EXPECT_EQ(untold.note,
            "no usable run in new: profiled; how many runs would tell cannot be said without a "
            "usable one");
}

TEST_F(CompareTest, ADesignThatCannotFindALoneChangeSaysSo) {
  Rows base, fresh;
  for (int i = 0; i < 7; ++i) {
    const std::string variant = "v" + std::to_string(i);
    base = joined(std::move(base), steady(variant, 1, 5));
    fresh = joined(std::move(fresh), steady(variant, i == 0 ? 1.5 : 1, 5));
  }
  const Comparison c = of(base, fresh);
  EXPECT_TRUE(c.design.too_weak());
  EXPECT_EQ(c.design.runs_needed, 6);
  EXPECT_EQ(c.count(Judgement::regressed), 0);
  EXPECT_EQ(c.count(Judgement::inconclusive), 1);
  EXPECT_EQ(of(base, fresh, strictly()).exit_status, kInconclusive);
}

TEST_F(CompareTest, TooManyRunsAreRefused) {
  EXPECT_THROW(of(runs("a", std::vector<double>(1001, 1.0)), steady("a", 1)), InvalidInput);
}

TEST_F(CompareTest, MarginDependsOnWhatIsTimedAndOnTheTimer) {
  RecordedCase recorded = a_case("gpu", "cold");
  const auto of = [&](double median_s) { return margin(recorded, "gemm.a.m=1", median_s, {}); };
  EXPECT_DOUBLE_EQ(of(1).part, 0.03);
  EXPECT_DOUBLE_EQ(of(1e-5).part, 0.1);
  EXPECT_EQ(of(1).from, "rule");
  EXPECT_EQ(of(1e-5).from, "timer");
  recorded.iterations = 100;
  EXPECT_DOUBLE_EQ(of(1e-5).part, 0.03);
  recorded.iterations.reset();
  EXPECT_EQ(of(1e-5).from, "rule");
  recorded.timing = "e2e";
  EXPECT_DOUBLE_EQ(of(1).part, 0.05);
  recorded.device = "cpu";
  recorded.timing = "hot";
  EXPECT_DOUBLE_EQ(of(1).part, 0.05);
}

TEST_F(CompareTest, MarginsAskedForTakeThePlaceOfTheRuleAndNotOfTheTimer) {
  const RecordedCase recorded = a_case("cpu", "hot");
  const std::vector<MarginOption> options = {parse_margin("2=^gemm"), parse_margin("10")};
  EXPECT_DOUBLE_EQ(margin(recorded, "gemm.a", 1, options).part, 0.02);
  EXPECT_EQ(margin(recorded, "gemm.a", 1, options).from, "option");
  EXPECT_DOUBLE_EQ(margin(recorded, "stream.gemm", 1, options).part, 0.1);
  EXPECT_EQ(margin(recorded, "gemm.a", 1e-6, options).from, "timer");
}

TEST_F(CompareTest, MarginsThatAreNoPercentageAreRefused) {
  for (const char* text : {"", "x", "0", "-1", "nan", "inf", "1001", "3%", "=^gemm", "2=("}) {
    EXPECT_THROW(parse_margin(text), UsageError) << text;
  }
}

// 4 % is less than a CPU's margin, and more than one of 3 %.
TEST_F(CompareTest, AMarginAskedForDecides) {
  CompareOptions options;
  EXPECT_EQ(of(steady("a", 1), steady("a", 1.04), options).count(Judgement::regressed), 0);
  options.margins = {parse_margin("3")};
  EXPECT_EQ(of(steady("a", 1), steady("a", 1.04), options).count(Judgement::regressed), 1);
}

// A hundred unchanged cases whose runs scatter by 1 %, of which one becomes 10 % slower: it is
// found, and in fifty such comparisons at most one other is called changed.
TEST_F(CompareTest, FindsTheOneThatChanged) {
  std::mt19937 random(3);
  std::normal_distribution<double> noise(0, 0.01);
  int found = 0, wrong = 0;
  for (int trial = 0; trial < 50; ++trial) {
    RecordedRuns base, fresh;
    for (int i = 0; i < 100; ++i) {
      RecordedCase recorded = a_case("cpu", "cold");
      RecordedCase other = recorded;
      for (int run = 0; run < 8; ++run) {
        recorded.log_medians.push_back(noise(random));
        other.log_medians.push_back(noise(random) + (i == 0 ? std::log(1.1) : 0));
      }
      base.cases[{"c" + std::to_string(i), ""}] = recorded;
      fresh.cases[{"c" + std::to_string(i), ""}] = other;
    }
    const Comparison c = compare(base, fresh, {});
    const auto changed = c.count(Judgement::regressed) + c.count(Judgement::improved);
    const bool it = c.cases[0].verdict == Judgement::regressed && c.cases[0].case_id == "c0";
    found += it;
    wrong += static_cast<int>(changed) - it;
  }
  EXPECT_EQ(found, 50);
  EXPECT_LE(wrong, 1);
}

}  // namespace
}  // namespace warpmark
