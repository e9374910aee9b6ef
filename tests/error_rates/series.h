#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace warpmark::error_rates {

using Random = std::mt19937_64;

/// The order in which the runs of two sides are made: all of base first, or base, new, new, base
/// and again.
enum class Order { sequential, abba };

std::string name(Order order);

/// How the logarithms of times scatter from run to run where nothing changes.
enum class Scatter {
  normal,          // standard deviation `size`
  lognormal,       // a time of 1 and on top of it `size` times a log-normal variable (0, 1)
  bimodal,         // normal, size / 2, and 3 % more in 15 % of the runs
  drifting,        // normal, size / 2, and a straight line that rises by 2 % over all runs
  autocorrelated,  // normal, where each run's correlation with the next is 0.6
};

std::string name(Scatter scatter);

struct Source {
  Scatter scatter = Scatter::normal;
  double size = 0.01;
  Order order = Order::abba;
};

/// ln(time) of so many runs a side, none of which is slower by intent.
struct Sides {
  std::vector<double> base, fresh;
};

Sides draw(const Source& source, std::size_t runs, Random& random);

}  // namespace warpmark::error_rates
