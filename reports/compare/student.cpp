#include "reports/compare/student.h"

#include <cmath>
#include <numbers>

namespace warpmark {
namespace {

/// P(|T| < √degrees tan θ), a finite sum. (M. Abramowitz and I. A. Stegun, Handbook of Mathematical
/// Functions, 26.7.3 and 26.7.4.)
double inside(double theta, std::size_t degrees) {
  const bool odd = degrees % 2 == 1;
  const double cosine = std::cos(theta), sine = std::sin(theta);
  double sum = 0, term = odd ? cosine : 1;
  for (std::size_t n = odd ? 3 : 2; n <= degrees; n += 2) {
    sum += term;
    term *= cosine * cosine * static_cast<double>(n - 1) / static_cast<double>(n);
  }
  return odd ? 2 / std::numbers::pi * (theta + sine * sum) : sine * sum;
}

}  // namespace

double student_bound(double outside, std::size_t degrees) {
  double low = 0, high = std::numbers::pi / 2;
  for (int halvings = 0; halvings < 60; ++halvings) {
    const double middle = (low + high) / 2;
    (1 - inside(middle, degrees) > outside ? low : high) = middle;
  }
  return std::sqrt(static_cast<double>(degrees)) * std::tan((low + high) / 2);
}

}  // namespace warpmark
