#pragma once

#include "reports/html/measurement.h"

#include <optional>
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

/// Where a curve of a GPU begins to win.
struct Crossover {
  std::size_t curve = 0;  // of those that were asked about
  std::string sentence;
  // Sizes: the largest at which it is shown to lose, the next at which it is shown to win, and
  // between them by interpolation. None where it is not shown to do both.
  std::optional<double> lost = {}, won = {}, at = {};
};

/// For each curve of a GPU where it begins to win against the fastest curve of a CPU at the same
/// size: between the largest size at which it is shown to lose and the next at which it is shown to
/// win, interpolated in logarithms. Or that it always or never wins. `axis`: what the sizes are of.
std::vector<Crossover> crossovers(const std::vector<Curve>& curves, const std::string& axis);

}  // namespace warpmark::html
