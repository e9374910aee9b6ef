#pragma once

#include "reports/html/measurement.h"

#include <string>
#include <vector>

namespace warpmark::html {

/// One variant on one device at several sizes, ascending.
struct Curve {
  struct Point {
    double size = 0;
    const Measurement* measurement = nullptr;
  };
  std::string name;
  std::vector<Point> points;
};

/// For each curve of a GPU where it begins to win against the fastest curve of a CPU at the same
/// size: between the largest size at which it is shown to lose and the next at which it is shown to
/// win, interpolated in logarithms. Or that it always or never wins. `axis`: what the sizes are of.
std::vector<std::string> crossovers(const std::vector<Curve>& curves, const std::string& axis);

}  // namespace warpmark::html
