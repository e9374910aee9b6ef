#pragma once

#include <cstddef>
#include <vector>

namespace warpmark {

/// The share of the cases called changed that may be unchanged.
inline constexpr double kFalseDiscoveries = 0.05;

/// What each p becomes when as many tests are made as there are values: the smallest rate of false
/// discoveries at which it counts. (Y. Benjamini and Y. Hochberg, Journal of the Royal Statistical
/// Society B 57, 1995.)
std::vector<double> q_values(const std::vector<double>& p);

/// The smallest p that m runs against n can give, by the distribution that tests them: where it is
/// counted, 2 / C(m+n, n); at most 1.
double smallest_p(std::size_t m, std::size_t n);

/// Runs a side from which one changed case among so many can be found at all.
std::size_t runs_to_find_one(std::size_t cases);

/// Runs a side that see a change of `margin` (of the logarithm) four times in five where the
/// logarithms of runs scatter by `deviation`: 2 (2.80 deviation/margin)² · 1.05, 2.80 = z(0.975) +
/// z(0.80), 1.05 = 3/π, the price of ranks where times are normal; not fewer than
/// runs_to_find_one().
std::size_t runs_needed(double deviation, double margin, std::size_t cases);

/// The change of the logarithm that so many runs a side see four times in five: runs_needed() the
/// other way round, of a case tested alone.
double detectable(double deviation, std::size_t runs);

}  // namespace warpmark
