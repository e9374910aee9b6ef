// What docs/error-rates.md says of simulated runs, on fewer of them.

#include "tests/error_rates/simulation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace warpmark::error_rates {
namespace {

constexpr std::size_t kCases = 10, kTrials = 100;  // 1,000 series each

/// What a share with this expectation does not exceed: three standard deviations of counting.
double most(double expected, std::size_t of) {
  const double n = static_cast<double>(of);
  return n * expected + 3 * std::sqrt(n * expected * (1 - expected));
}

Experiment experiment(Source source, std::size_t runs, double change = 0) {
  return {source, runs, change, kCases, kTrials, 20261123};
}

class Null : public testing::TestWithParam<Source> {};

TEST_P(Null, ErrsNoMoreOftenThanItSays) {
  for (const std::size_t runs : {5, 8, 12}) {
    const Tally tally = simulate(experiment(GetParam(), runs));
    ASSERT_EQ(tally.unchanged, kCases * kTrials);
    EXPECT_LE(tally.significant, most(0.05, tally.unchanged)) << runs;
    EXPECT_LE(tally.unchanged - tally.covered, most(0.05, tally.unchanged)) << runs;
    EXPECT_LE(tally.alarmed, most(0.05, tally.comparisons)) << runs;
  }
}

INSTANTIATE_TEST_SUITE_P(Sources, Null,
                         testing::Values(Source{Scatter::normal}, Source{Scatter::lognormal},
                                         Source{Scatter::bimodal}, Source{Scatter::drifting},
                                         Source{Scatter::autocorrelated}),
                         [](const auto& instance) { return name(instance.param.scatter); });

TEST(Simulation, CallsAChangeOfTheMarginTheSameNoMoreOftenThanItSays) {
  for (const Scatter scatter : {Scatter::normal, Scatter::lognormal, Scatter::bimodal}) {
    for (const std::size_t runs : {5, 8, 12}) {
      Experiment edge = experiment({scatter}, runs, 0.03);
      edge.cases = 1;
      edge.trials = 1000;
      EXPECT_LE(simulate(edge).called_same, most(0.05, edge.trials)) << name(scatter) << runs;
    }
  }
}

TEST(Simulation, FindsALoneChangeFromAsManyRunsAsItTakes) {
  const Source quiet{Scatter::normal, 0.01};
  EXPECT_EQ(simulate(experiment(quiet, 8, 0.10)).found, kTrials);
  EXPECT_LT(simulate(experiment(quiet, 5, 0.10)).found, kTrials / 4);  // 2 / C(10, 5) > 5 % / 10
}

// One stage of so few runs finds none of them: 2 / C(10, 5) > 5 % / 10.
TEST(Simulation, FreshRunsOfCandidatesFindALoneChangeAndNothingElse) {
  Experiment two_stages = experiment({Scatter::normal, 0.01}, 5, 0.10);
  two_stages.confirm = 8;
  const Tally tally = simulate(two_stages);
  EXPECT_EQ(tally.found, kTrials);
  EXPECT_LE(tally.alarmed, most(0.05, tally.comparisons));
}

TEST(Simulation, CanariesKeepASlowerMachineFromBeingTakenForSlowerCases) {
  Experiment slower = experiment({Scatter::normal, 0.01}, 8);
  slower.shift = 0.05;
  EXPECT_GT(simulate(slower).called_changed, kTrials * kCases / 2);
  slower.canaries = 3;
  const Tally tally = simulate(slower);
  EXPECT_EQ(tally.shifted, kTrials);
  EXPECT_EQ(tally.called_changed, 0);
  slower.shift = 0;
  EXPECT_EQ(simulate(slower).shifted, 0);
}

TEST(Simulation, ASingleRunIsSuspectNoMoreOftenThanItSays) {
  Experiment single = experiment({Scatter::normal, 0.02}, 1);
  single.pairs = 10;
  const Tally tally = simulate(single);
  EXPECT_LE(tally.alarmed, most(0.05, tally.comparisons));
  EXPECT_EQ(tally.called_changed, 0);
  single.change = 0.5;
  EXPECT_EQ(simulate(single).found_suspect, kTrials);
}

// Why runs are interleaved.
TEST(Simulation, ADriftBetweenTheSidesIsTakenForAChange) {
  const Source apart{Scatter::drifting, 0.01, Order::sequential};
  const Tally tally = simulate(experiment(apart, 8));
  EXPECT_GT(tally.significant, tally.unchanged / 2);
}

TEST(Simulation, TheSameSeedGivesTheSameCounts) {
  const Experiment again = experiment({Scatter::bimodal}, 8, 0.03);
  const Tally first = simulate(again), second = simulate(again);
  EXPECT_EQ(first.significant, second.significant);
  EXPECT_EQ(first.found, second.found);
}

TEST(Series, AbbaIsBalancedAndSequentialIsNot) {
  Random random(1);
  const auto difference = [&](Order order) {
    const Sides sides = draw({Scatter::drifting, 0, order}, 8, random);
    double sum = 0;
    for (std::size_t i = 0; i < 8; ++i) sum += sides.fresh[i] - sides.base[i];
    return sum / 8;
  };
  EXPECT_NEAR(difference(Order::abba), 0, 1e-12);
  EXPECT_NEAR(difference(Order::sequential), 0.02 * 8 / 15, 1e-12);
}

TEST(Series, HasTheSpreadAndTheCorrelationThatItSays) {
  Random random(1);
  constexpr std::size_t kRuns = 20000;
  const Sides sides = draw({Scatter::autocorrelated, 0.01, Order::sequential}, kRuns, random);
  double square = 0, product = 0;
  for (std::size_t i = 1; i < kRuns; ++i) {
    square += sides.base[i] * sides.base[i] / kRuns;
    product += sides.base[i] * sides.base[i - 1] / kRuns;
  }
  EXPECT_NEAR(std::sqrt(square), 0.01, 0.0005);
  EXPECT_NEAR(product / square, 0.6, 0.03);
}

}  // namespace
}  // namespace warpmark::error_rates
