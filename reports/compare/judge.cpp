#include "reports/compare/judge.h"

#include "reports/compare/canary_shift.h"
#include "reports/compare/multiplicity.h"
#include "reports/compare/rank_test.h"
#include "reports/compare/settle.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace warpmark {
namespace {

SideTime side_time(const RecordedCase& recorded) {
  SideTime side;
  side.runs = recorded.log_medians.size();
  side.implementation = fmt::format("{}", fmt::join(recorded.implementations, " | "));
  if (side.runs == 0) return side;
  std::vector<double> sorted = recorded.log_medians;
  std::sort(sorted.begin(), sorted.end());
  side.median_s = std::exp(quantile(sorted, 0.5));
  return side;
}

/// The standard deviation of runs around the mean of their side.
double pooled_deviation(const RecordedCase& base, const RecordedCase& fresh) {
  double squares = 0;
  std::size_t degrees = 0;
  for (const auto* runs : {&base.log_medians, &fresh.log_medians}) {
    double mean = 0;
    for (const double y : *runs) mean += y / static_cast<double>(runs->size());
    for (const double y : *runs) squares += (y - mean) * (y - mean);
    degrees += runs->size() - 1;
  }
  return degrees == 0 ? 0 : std::sqrt(squares / static_cast<double>(degrees));
}

std::string why(const char* what, const RunFault* fault) {
  return std::string(what) + (fault && !fault->message.empty() ? ": " + fault->message : "");
}

/// One case on both sides; absent on a side: null.
class Judge {
 public:
  Judge(Comparison& comparison, const RecordedCase* base, const RecordedCase* fresh,
        const std::optional<NoiseFloor>& floor, const std::vector<MarginOption>& margins)
      : comparison_(comparison), base_(base), fresh_(fresh), floor_(floor), margins_(margins) {
    const RecordedCase& known = base ? *base : *fresh;
    out_.device = known.device;
    out_.timing = known.timing;
    if (base) out_.base = side_time(*base);
    if (fresh) out_.fresh = side_time(*fresh);
  }

  /// The case, tested where both sides have times; `tested` says whether.
  CaseVerdict verdict(const RecordedRuns::Key& key, RankTest& test, bool& tested) {
    std::tie(out_.case_id, out_.devices) = key;
    tested = !decided_without_times();
    if (tested) test_times(test);
    return std::move(out_);
  }

 private:
  bool be(Judgement verdict, std::string note) {
    out_.verdict = verdict;
    out_.note = std::move(note);
    return true;
  }

  static const RunFault* failed(const RecordedCase& side) {
    return side.fault(RunFault::Kind::failed);
  }
  static const RunFault* skipped(const RecordedCase& side) {
    return side.fault(RunFault::Kind::skipped);
  }
  static bool ran(const RecordedCase& side) {
    return !side.log_medians.empty() || side.fault(RunFault::Kind::unusable);
  }

  bool decided_without_times() {
    if (!comparison_.identity.empty()) return be(Judgement::incomparable, "another machine");
    if (!base_)
      return be(Judgement::fresh, ran(*fresh_) ? "" : why("without a time", first_fault(*fresh_)));
    if (!fresh_) {
      if (ran(*base_)) return be(Judgement::missing, "");
      return be(Judgement::incomparable,
                why("without a time in base, absent in new", first_fault(*base_)));
    }
    if (differ(base_->fingerprints, fresh_->fingerprints))
      return be(Judgement::incomparable, "fingerprint differs");
    if (differ(base_->case_hashes, fresh_->case_hashes)) {
      return be(Judgement::incomparable, "case_hash differs: another thing is measured");
    }
    return decided_by_faults();
  }

  bool decided_by_faults() {
    if (!ran(*base_)) {
      if (ran(*fresh_))
        return be(Judgement::fresh, why("without a time in base", first_fault(*base_)));
      return be(Judgement::incomparable, why("without a time on both sides", first_fault(*fresh_)));
    }
    if (const RunFault* fault = failed(*fresh_)) return be(Judgement::broken, fault->message);
    if (!ran(*fresh_)) return be(Judgement::missing, why("skipped", skipped(*fresh_)));
    for (const RecordedCase* side : {base_, fresh_}) {
      if (!side->log_medians.empty()) continue;
      const char* what = side == base_ ? "no usable run in base" : "no usable run in new";
      return be(Judgement::inconclusive,
                why(what, side->fault(RunFault::Kind::unusable)) + std::string(kNoneSaid));
    }
    return false;
  }

  static const RunFault* first_fault(const RecordedCase& side) {
    return side.faults.empty() ? nullptr : &side.faults.front();
  }

  static bool differ(const std::set<std::string>& a, const std::set<std::string>& b) {
    if (a.empty() || b.empty()) return a.size() + b.size() > 1;  // skipped on a side
    return a.size() > 1 || a != b;
  }

  void test_times(RankTest& test) {
    check_runs(out_.case_id, base_->log_medians.size(), fresh_->log_medians.size());
    out_.margin = margin(*base_, out_.case_id, *out_.base.median_s, margins_);
    if (floor_) out_.margin = raised(out_.margin, *floor_, out_.base.runs, out_.fresh.runs);
    const Shift shift = test.shift(base_->log_medians, fresh_->log_medians);
    out_.ratio = std::exp(shift.estimate);
    out_.p = shift.p;
    if (const auto& i = shift.interval_95_pct) {
      out_.ratio_interval = Interval{std::exp(i->low), std::exp(i->high)};
    }
    const double bound = std::log1p(out_.margin.part);
    const auto& inner = shift.interval_90_pct;
    const bool same = inner && inner->low > -bound && inner->high < bound;
    out_.verdict = same ? Judgement::same : Judgement::inconclusive;
  }

  Comparison& comparison_;
  const RecordedCase* base_;
  const RecordedCase* fresh_;
  const std::optional<NoiseFloor>& floor_;
  const std::vector<MarginOption>& margins_;
  CaseVerdict out_;
};

const RecordedCase* find(const RecordedRuns& side, const RecordedRuns::Key& key) {
  const auto found = side.cases.find(key);
  return found == side.cases.end() ? nullptr : &found->second;
}

/// Of cases that can be tested: those of one definition on one machine.
std::optional<NoiseFloor> floor_of(const Noise& noise, const RecordedRuns::Key& key,
                                   const RecordedCase* base) {
  if (!base || base->case_hashes.empty() || noise.empty()) return std::nullopt;
  return noise.floor(*base->fingerprints.begin(), key, *base->case_hashes.begin(), base->benchmark);
}

/// Transfers between host and GPU are the work of both.
bool touched(const CaseVerdict& c, const std::map<std::string, std::string>& shifts) {
  return shifts.contains(canary_device(c.device, c.devices)) ||
         (c.timing == "e2e" && shifts.contains("cpu"));
}

void apply_shifts(Comparison& comparison, const RecordedRuns& base, const RecordedRuns& fresh,
                  RankTest& test) {
  const std::map<std::string, std::string> shifts = canary_shifts(base, fresh, test);
  for (const auto& [device, sentence] : shifts) comparison.shifted.push_back(sentence);
  for (CaseVerdict& c : comparison.cases) {
    if (!c.p || !touched(c, shifts)) continue;
    c.verdict = Judgement::env_shift;
    c.note = "the canaries of a device that it needs moved";
    c.runs_needed.reset();
  }
}

}  // namespace

void judge(Comparison& comparison, const RecordedRuns& base, const RecordedRuns& fresh,
           const CompareOptions& options) {
  std::set<RecordedRuns::Key> keys;
  for (const RecordedRuns* side : {&base, &fresh}) {
    for (const auto& [key, recorded] : side->cases) keys.insert(key);
  }
  RankTest test;
  comparison.cases.reserve(keys.size());
  std::vector<Tested> tested;
  std::vector<double> p;
  for (const RecordedRuns::Key& key : keys) {
    const RecordedCase *a = find(base, key), *b = find(fresh, key);
    const std::optional<NoiseFloor> floor = floor_of(options.noise.noise, key, a);
    bool has_test = false;
    comparison.cases.push_back(
        Judge(comparison, a, b, floor, options.margins).verdict(key, test, has_test));
    if (!has_test) continue;
    tested.push_back({&comparison.cases.back(), pooled_deviation(*a, *b), floor});
    p.push_back(*comparison.cases.back().p);
  }
  const std::vector<double> q = q_values(p);
  for (std::size_t i = 0; i < tested.size(); ++i) settle(tested[i], q[i], tested.size());
  comparison.design = design(tested);
  if (comparison.identity.empty()) apply_shifts(comparison, base, fresh, test);
}

}  // namespace warpmark
