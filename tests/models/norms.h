#pragma once

#include "models/program.h"

#include <cmath>
#include <vector>

namespace warpmark::nn {

/// ‖x‖, Euclid's.
inline double norm(const std::vector<double>& x) {
  double squares = 0;
  for (double element : x) squares += element * element;
  return std::sqrt(squares);
}

/// ‖a - b‖.
inline double distance(const Tensor& a, const Tensor& b) {
  std::vector<double> difference;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    difference.push_back(a.values[i] - b.values.at(i));
  }
  return norm(difference);
}

}  // namespace warpmark::nn
