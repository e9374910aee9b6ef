#include "models/schedule.h"

#include "harness/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace warpmark::nn {
namespace {

/// The factor after the warm-up; `passed`: part of the whole training, `after`: of what follows
/// the warm-up.
double factor(Decay decay, double passed, double after) {
  switch (decay) {
    case Decay::constant: return 1;
    case Decay::step: return passed < 0.5 ? 1 : passed < 0.75 ? 0.1 : 0.01;
    case Decay::cosine: return (1 + std::cos(std::numbers::pi * after)) / 2;
  }
  return 1;
}

}  // namespace

Decay parse_decay(std::string_view text) {
  if (text == "constant") return Decay::constant;
  if (text == "step") return Decay::step;
  if (text == "cosine") return Decay::cosine;
  throw UsageError("unknown schedule '" + std::string(text) + "'; known: constant step cosine");
}

std::vector<float> Schedule::learning_rates(Index epoch, Index steps) const {
  const Index total = epochs * steps, warm_up = warmup_epochs * steps;
  std::vector<float> rates;
  rates.reserve(static_cast<std::size_t>(steps));
  for (Index t = epoch * steps; t < (epoch + 1) * steps; ++t) {
    const auto step = static_cast<double>(std::min(t, total));
    double of_highest = 0;
    if (t < warm_up) {
      of_highest = (step + 1) / static_cast<double>(warm_up);
    } else {
      const auto rest = static_cast<double>(std::max(total - warm_up, Index{1}));
      const double after = std::clamp((step - static_cast<double>(warm_up)) / rest, 0.0, 1.0);
      of_highest = factor(decay, step / static_cast<double>(total), after);
    }
    rates.push_back(static_cast<float>(rate * of_highest));
  }
  return rates;
}

}  // namespace warpmark::nn
