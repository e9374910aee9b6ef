#include "models/schedule.h"

#include "harness/error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace warpmark::nn {
namespace {

/// All rates of a training.
std::vector<float> all(const Schedule& schedule, Index steps) {
  std::vector<float> rates;
  for (Index epoch = 0; epoch < schedule.epochs; ++epoch) {
    for (float rate : schedule.learning_rates(epoch, steps)) rates.push_back(rate);
  }
  return rates;
}

TEST(Schedule, ConstantIsConstant) {
  EXPECT_EQ(all({.rate = 0.5, .epochs = 2}, 3), std::vector<float>(6, 0.5F));
}

TEST(Schedule, StepFallsAtHalfAndAtThreeQuarters) {
  const auto rates = all({.decay = Decay::step, .rate = 1, .epochs = 4}, 2);
  EXPECT_EQ(rates, (std::vector<float>{1, 1, 1, 1, 0.1F, 0.1F, 0.01F, 0.01F}));
}

TEST(Schedule, CosineFallsFromTheHighestTowardsZero) {
  const auto rates = all({.decay = Decay::cosine, .rate = 2, .epochs = 5}, 2);
  ASSERT_EQ(rates.size(), 10u);
  EXPECT_FLOAT_EQ(rates[0], 2);
  EXPECT_FLOAT_EQ(rates[5], 1);
  EXPECT_FLOAT_EQ(rates[9], static_cast<float>(1 + std::cos(std::numbers::pi * 0.9)));
  for (std::size_t i = 1; i < rates.size(); ++i) EXPECT_LT(rates[i], rates[i - 1]);
}

TEST(Schedule, WarmUpRisesLinearlyToTheHighest) {
  const Schedule schedule{.decay = Decay::cosine, .rate = 1, .epochs = 3, .warmup_epochs = 1};
  const auto rates = all(schedule, 4);
  EXPECT_EQ(std::vector<float>(rates.begin(), rates.begin() + 4),
            (std::vector<float>{0.25F, 0.5F, 0.75F, 1}));
  EXPECT_FLOAT_EQ(rates[4], 1);
  EXPECT_FLOAT_EQ(rates[8], 0.5);
}

TEST(Schedule, BeyondTheEndItStaysWhatItWas) {
  const Schedule step{.decay = Decay::step, .rate = 1, .epochs = 2};
  EXPECT_EQ(step.learning_rates(7, 2), (std::vector<float>{0.01F, 0.01F}));
  const Schedule cosine{.decay = Decay::cosine, .rate = 1, .epochs = 2};
  EXPECT_NEAR(cosine.learning_rates(7, 1)[0], 0, 1e-9);
}

TEST(Schedule, AllOfATrainingMayBeWarmUp) {
  const Schedule schedule{.decay = Decay::cosine, .rate = 1, .epochs = 1, .warmup_epochs = 2};
  EXPECT_EQ(schedule.learning_rates(0, 2), (std::vector<float>{0.25F, 0.5F}));
}

TEST(Schedule, IsReadByName) {
  EXPECT_EQ(parse_decay("cosine"), Decay::cosine);
  EXPECT_THROW(parse_decay("cosinus"), UsageError);
}

}  // namespace
}  // namespace warpmark::nn
