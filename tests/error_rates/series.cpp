#include "tests/error_rates/series.h"

#include <array>
#include <cmath>

namespace warpmark::error_rates {
namespace {

constexpr double kCorrelation = 0.6;

/// One after the other, as they are made.
class Runs {
 public:
  Runs(const Source& source, std::size_t count, Random& random)
      : source_(source), count_(count), random_(random) {}

  double next() {
    const double size = source_.size;
    const double line = static_cast<double>(made_++) / static_cast<double>(count_ - 1);
    switch (source_.scatter) {
      case Scatter::normal: return size * normal_(random_);
      case Scatter::lognormal: return std::log1p(size * std::exp(normal_(random_)));
      case Scatter::bimodal:
        return size / 2 * normal_(random_) + (slow_(random_) ? std::log(1.03) : 0);
      case Scatter::drifting: return size / 2 * normal_(random_) + 0.02 * line;
      case Scatter::autocorrelated: return size * correlated();
    }
    return 0;
  }

 private:
  /// Variance 1 from the first on.
  double correlated() {
    const double fresh = normal_(random_);
    const double rest = std::sqrt(1 - kCorrelation * kCorrelation);
    last_ = made_ == 1 ? fresh : kCorrelation * last_ + rest * fresh;
    return last_;
  }

  const Source& source_;
  std::size_t count_, made_ = 0;
  Random& random_;
  double last_ = 0;
  std::normal_distribution<double> normal_;
  std::bernoulli_distribution slow_{0.15};
};

bool is_base(Order order, std::size_t position, std::size_t runs) {
  if (order == Order::sequential) return position < runs;
  return position % 4 == 0 || position % 4 == 3;
}

}  // namespace

std::string name(Order order) { return order == Order::abba ? "ABBA" : "sequential"; }

std::string name(Scatter scatter) {
  constexpr std::array kNames = {"normal", "lognormal", "bimodal", "drifting", "autocorrelated"};
  return kNames[static_cast<std::size_t>(scatter)];
}

Sides draw(const Source& source, std::size_t runs, Random& random) {
  Runs series(source, 2 * runs, random);
  Sides sides;
  for (std::size_t i = 0; i < 2 * runs; ++i) {
    (is_base(source.order, i, runs) ? sides.base : sides.fresh).push_back(series.next());
  }
  return sides;
}

}  // namespace warpmark::error_rates
