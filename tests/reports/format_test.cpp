#include "reports/format.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

TEST(Rounded, ShowsNoDigitThatTheIntervalDoesNotSupport) {
  EXPECT_EQ(rounded({79.5321, Interval{79.31, 79.76}}), "79.5");
  EXPECT_EQ(rounded({12.4123, Interval{12.399, 12.429}}), "12.41");
  EXPECT_EQ(rounded({83, Interval{40, 120}}), "80");
  EXPECT_EQ(rounded({4.4, Interval{1, 90}}), "4");
  EXPECT_EQ(rounded({0.0123456, Interval{0.0123, 0.0124}}), "0.01235");
}

TEST(Rounded, ShowsAtMostFourDigitsAndTwoWithoutAnInterval) {
  EXPECT_EQ(rounded({123.456789, Interval{123.456788, 123.45679}}), "123.5");
  EXPECT_EQ(rounded({123.456789, Interval{123.456789, 123.456789}}), "123.5");
  EXPECT_EQ(rounded({12345, Interval{12344, 12346}}), "12350");
  EXPECT_EQ(rounded({1.2345, {}}), "1.2");
  EXPECT_EQ(rounded({0, {}}), "0");
}

TEST(Rounded, IntervalHasTheSameDigits) {
  EXPECT_EQ(rounded_interval({79.5321, Interval{79.31, 79.76}}), "79.3–79.8");
  EXPECT_EQ(rounded_interval({79.5321, {}}), "");
}

TEST(TimeText, ChoosesTheUnit) {
  EXPECT_EQ(time_text({0.0795, Interval{0.0793, 0.0797}}), "79.5 ms");
  EXPECT_EQ(time_text({1.5, {}}), "1.5 s");
  EXPECT_EQ(time_text({2.5e-6, {}}), "2.5 µs");
  EXPECT_EQ(time_text({3e-9, {}}), "3.0 ns");
}

TEST(DurationText, IsForPeople) {
  EXPECT_EQ(duration_text(0.2), "1 s");
  EXPECT_EQ(duration_text(59), "59 s");
  EXPECT_EQ(duration_text(80), "1 min 20 s");
  EXPECT_EQ(duration_text(3 * 3600 + 61), "3 h 01 min");
}

TEST(AmountText, HasThreeDigitsAndADecimalPrefix) {
  EXPECT_EQ(amount_text(17179869184, "FLOP"), "17.2 GFLOP");
  EXPECT_EQ(amount_text(50331648, "B"), "50.3 MB");
  EXPECT_EQ(amount_text(999.6, "B"), "1 kB");
  EXPECT_EQ(amount_text(0, "B"), "0 B");
}

}  // namespace
}  // namespace warpmark
