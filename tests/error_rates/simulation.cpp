#include "tests/error_rates/simulation.h"

#include "reports/compare/comparison.h"

#include <fmt/core.h>

#include <cmath>

namespace warpmark::error_rates {
namespace {

RecordedCase a_case() {
  RecordedCase recorded;
  recorded.benchmark = "simulated";
  recorded.device = "gpu";
  recorded.timing = "hot";
  recorded.case_hashes = recorded.fingerprints = {"h"};
  return recorded;
}

/// Two sides, whose times are drawn again for each trial.
class Simulation {
 public:
  explicit Simulation(const Experiment& experiment)
      : experiment_(experiment), random_(experiment.seed) {
    for (std::size_t i = 0; i < experiment.cases; ++i) {
      const RecordedRuns::Key key{fmt::format("c{}", i), ""};
      base_.cases[key] = fresh_.cases[key] = a_case();
    }
  }

  Tally run() {
    for (std::size_t trial = 0; trial < experiment_.trials; ++trial) {
      draw_times();
      count(compare(base_, fresh_, {}));
    }
    return tally_;
  }

 private:
  void draw_times() {
    auto other = fresh_.cases.begin();
    for (auto& [key, base] : base_.cases) {
      Sides sides = draw(experiment_.source, experiment_.runs, random_);
      if (is_changed(key.first)) {
        for (double& y : sides.fresh) y += std::log1p(experiment_.change);
      }
      base.log_medians = std::move(sides.base);
      (other++)->second.log_medians = std::move(sides.fresh);
    }
  }

  void count(const Comparison& comparison) {
    bool alarmed = false;
    for (const CaseVerdict& c : comparison.cases) {
      if (is_changed(c.case_id)) {
        tally_.found += c.verdict == Judgement::regressed;
        tally_.called_same += c.verdict == Judgement::same;
      } else {
        alarmed = count_unchanged(c) || alarmed;
      }
    }
    ++tally_.comparisons;
    tally_.alarmed += alarmed;
  }

  bool count_unchanged(const CaseVerdict& c) {
    ++tally_.unchanged;
    tally_.significant += c.p.value() <= 0.05;
    const Interval& interval = c.ratio_interval.value();
    tally_.covered += interval.low <= 1 && interval.high >= 1;
    const bool changed = c.verdict == Judgement::regressed || c.verdict == Judgement::improved;
    tally_.called_changed += changed;
    return changed;
  }

  bool is_changed(const std::string& case_id) const {
    return experiment_.change != 0 && case_id == "c0";
  }

  const Experiment& experiment_;
  Random random_;
  RecordedRuns base_, fresh_;
  Tally tally_;
};

}  // namespace

Tally simulate(const Experiment& experiment) { return Simulation(experiment).run(); }

}  // namespace warpmark::error_rates
