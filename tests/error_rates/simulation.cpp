#include "tests/error_rates/simulation.h"

#include "reports/compare/staged.h"

#include <fmt/core.h>

#include <cmath>
#include <map>
#include <tuple>

namespace warpmark::error_rates {
namespace {

const std::string kMachine = "m";

RecordedCase a_case() {
  RecordedCase recorded;
  recorded.benchmark = "simulated";
  recorded.device = "gpu";
  recorded.timing = "hot";
  recorded.case_hashes = {"h"};
  recorded.fingerprints = {kMachine};
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
    for (std::size_t i = 0; i < experiment.canaries; ++i) {
      const RecordedRuns::Key key{fmt::format("canary{}", i), ""};
      base_.canaries[key] = fresh_.canaries[key] = a_case();
    }
  }

  Tally run() {
    for (std::size_t trial = 0; trial < experiment_.trials; ++trial) {
      if (experiment_.pairs > 0) calibrate();
      draw_times(base_, fresh_, experiment_.runs);
      Comparison comparison = compare(base_, fresh_, options_);
      if (experiment_.confirm > 0) comparison = confirm(std::move(comparison));
      count(comparison);
    }
    return tally_;
  }

 private:
  using Cases = std::map<RecordedRuns::Key, RecordedCase>;

  void draw_times(RecordedRuns& base, RecordedRuns& fresh, std::size_t runs) {
    draw_times(base.cases, fresh.cases, runs);
    draw_times(base.canaries, fresh.canaries, runs);
  }

  void draw_times(Cases& base, Cases& fresh, std::size_t runs) {
    auto other = fresh.begin();
    for (auto& [key, recorded] : base) {
      Sides sides = draw(experiment_.source, runs, random_);
      const double change = is_changed(key.first) ? experiment_.change : 0;
      for (double& y : sides.fresh) y += std::log1p(change) + std::log1p(experiment_.shift);
      recorded.log_medians = std::move(sides.base);
      (other++)->second.log_medians = std::move(sides.fresh);
    }
  }

  Comparison confirm(Comparison screening) {
    const std::vector<RecordedRuns::Key> keys = candidates(screening);
    Comparison confirmation;
    if (!keys.empty()) {
      RecordedRuns base = only(base_, keys), fresh = only(fresh_, keys);
      draw_times(base, fresh, experiment_.confirm);
      confirmation = compare(base, fresh, options_);
    }
    return confirmed(std::move(screening), confirmation, false);
  }

  /// What pairs of runs of the unchanged program say of each case.
  void calibrate() {
    for (const auto& [key, recorded] : base_.cases) {
      const Sides sides = draw(experiment_.source, experiment_.pairs, random_);
      std::vector<double> differences;
      for (std::size_t i = 0; i < experiment_.pairs; ++i) {
        differences.push_back(sides.fresh[i] - sides.base[i]);
      }
      CaseNoise noise = noise_of(std::move(differences));
      noise.fingerprint = kMachine;
      std::tie(noise.case_id, noise.devices) = key;
      noise.case_hash = *recorded.case_hashes.begin();
      noise.benchmark = recorded.benchmark;
      options_.noise.noise.put(std::move(noise));
    }
  }

  void count(const Comparison& comparison) {
    bool alarmed = false;
    for (const CaseVerdict& c : comparison.cases) {
      if (is_changed(c.case_id)) {
        tally_.found += c.verdict == Judgement::regressed;
        tally_.called_same += c.verdict == Judgement::same;
        tally_.found_suspect += c.verdict == Judgement::suspect;
      } else {
        alarmed = count_unchanged(c) || alarmed;
      }
    }
    ++tally_.comparisons;
    tally_.alarmed += alarmed;
    tally_.shifted += !comparison.shifted.empty();
  }

  bool count_unchanged(const CaseVerdict& c) {
    ++tally_.unchanged;
    tally_.significant += c.p.value() <= 0.05;
    if (const auto& interval = c.ratio_interval) {
      tally_.covered += interval->low <= 1 && interval->high >= 1;
    }
    tally_.suspected += c.verdict == Judgement::suspect;
    const bool changed = c.verdict == Judgement::regressed || c.verdict == Judgement::improved;
    tally_.called_changed += changed;
    return changed || c.verdict == Judgement::suspect;
  }

  bool is_changed(const std::string& case_id) const {
    return experiment_.change != 0 && case_id == "c0";
  }

  const Experiment& experiment_;
  Random random_;
  CompareOptions options_;
  RecordedRuns base_, fresh_;
  Tally tally_;
};

}  // namespace

Tally simulate(const Experiment& experiment) { return Simulation(experiment).run(); }

}  // namespace warpmark::error_rates
