#include "reports/compare/multiplicity.h"

#include "reports/compare/rank_test.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace warpmark {

std::vector<double> q_values(const std::vector<double>& p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] > p[b]; });
  std::vector<double> q(p.size());
  double least = 1;
  std::size_t rank = p.size();
  for (const std::size_t i : order) {
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank--));
    q[i] = least;
  }
  return q;
}

double smallest_p(std::size_t m, std::size_t n) {
  return std::min(2 * RankDistribution::apart(m, n), 1.0);
}

std::size_t runs_to_find_one(std::size_t cases) {
  const double most = kFalseDiscoveries / static_cast<double>(std::max<std::size_t>(cases, 1));
  std::size_t runs = 1;
  while (smallest_p(runs, runs) > most) ++runs;
  return runs;
}

double detectable(double deviation, std::size_t runs) {
  return 2.80 * deviation * std::sqrt(2 * 1.05 / static_cast<double>(runs));
}

std::size_t runs_needed(double deviation, double margin, std::size_t cases) {
  constexpr double kMost = 1e6;
  const double runs = std::pow(detectable(deviation, 1) / margin, 2);
  return std::max(static_cast<std::size_t>(std::ceil(std::min(runs, kMost))),
                  runs_to_find_one(cases));
}

}  // namespace warpmark
