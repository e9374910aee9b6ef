#include "reports/compare/student.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace warpmark {
namespace {

// Of the printed tables of Student's t (two-sided).
TEST(Student, AgreesWithTables) {
  EXPECT_NEAR(student_bound(0.05, 1), 12.7062, 1e-4);
  EXPECT_NEAR(student_bound(0.05, 2), 4.30265, 1e-5);
  EXPECT_NEAR(student_bound(0.01, 4), 4.60409, 1e-5);
  EXPECT_NEAR(student_bound(0.05, 9), 2.26216, 1e-5);
  EXPECT_NEAR(student_bound(0.001, 10), 4.58689, 1e-5);
  EXPECT_NEAR(student_bound(0.1, 30), 1.69726, 1e-5);
}

TEST(Student, OfOneDegreeIsCauchys) {
  EXPECT_NEAR(student_bound(1e-5, 1) * std::tan(std::numbers::pi * 1e-5 / 2), 1, 1e-9);
}

TEST(Student, OfManyDegreesIsNormal) { EXPECT_NEAR(student_bound(0.05, 999), 1.96234, 1e-5); }

}  // namespace
}  // namespace warpmark
