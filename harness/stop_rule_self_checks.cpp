#include "harness/sampler.h"
#include "harness/self_check.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace warpmark {
namespace {

constexpr int kSeries = 1000;

/// Times of known median, 1 s, by their quantile function.
using Noise = double (*)(double u);

/// Logistic, symmetric: ±1 % holds half of it.
double symmetric(double u) { return 1 + 0.01 / std::log(3.0) * std::log(u / (1 - u)); }

/// Pareto with exponent 1.25, which has no variance: delays are rare and know no limit.
double heavy_tailed(double u) { return 1 + 0.01 * (std::pow(1 - u, -0.8) - std::pow(0.5, -0.8)); }

/// Says what the noise says; the same series on every machine.
class NoisyStopwatch : public Stopwatch {
 public:
  explicit NoisyStopwatch(Noise noise) : noise_(noise) {}
  Sample timed(Workload&) override {
    const double u = (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53;  // in (0, 1)
    return {.seconds = noise_(u)};
  }
  double resolution() const override { return 0; }

 private:
  Noise noise_;
  std::mt19937_64 random_{1};
};

class Nothing : public Workload {
 public:
  void run() override {}
  Outputs outputs() override { return {}; }
};

/// What the sampler makes of many series, all in percent.
struct Findings {
  double covered = 0;     // series whose interval holds the true median
  double half_width = 0;  // the widest interval's among those that converged
  double shift = 0;       // of the reported medians' mean
};

Findings sample(Noise noise) {
  NoisyStopwatch stopwatch(noise);
  Nothing workload;
  Ranks ranks;
  Findings f;
  int covered = 0;
  for (int i = 0; i < kSeries; ++i) {
    Monitor monitor(nullptr);
    const Series series = take_samples(stopwatch, workload, {}, ranks, monitor);
    const double median = series.summary.median;
    const Interval interval = series.summary.median_interval.value();
    covered += interval.low <= 1 && 1 <= interval.high;
    f.shift += 100 * (median - 1) / kSeries;
    if (!series.converged) continue;
    const double half = std::max(median - interval.low, interval.high - median);
    f.half_width = std::max(f.half_width, 100 * half / median);
  }
  f.covered = 100.0 * covered / kSeries;
  return f;
}

}  // namespace

std::vector<SelfCheck> stop_rule_self_checks() {
  // Looking several times costs a little of the 95 %.
  constexpr double kCovered_pct = 93, kShift_pct = 0.1;
  const double asked_pct = 100 * SamplingPolicy().max_noise;
  return {
      {{"stop_rule.coverage", "%", kCovered_pct, 100}, [] { return sample(symmetric).covered; }},
      {{"stop_rule.half_width", "%", 0, asked_pct}, [] { return sample(symmetric).half_width; }},
      {{"stop_rule.heavy_tail_coverage", "%", kCovered_pct, 100},
       [] { return sample(heavy_tailed).covered; }},
      {{"stop_rule.heavy_tail_shift", "%", -kShift_pct, kShift_pct},
       [] { return sample(heavy_tailed).shift; }},
  };
}

}  // namespace warpmark
