#include "reports/compare/comparison.h"

#include "harness/exit_status.h"
#include "harness/pattern.h"
#include "reports/compare/doubts.h"
#include "reports/compare/judge.h"
#include "reports/compare/machines.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

namespace warpmark {
namespace {

/// Those first that someone has to act on; of these the largest change.
auto rank(const CaseVerdict& c) {
  return std::tuple(c.verdict, c.ratio ? -std::abs(std::log(*c.ratio)) : 0.0, c.case_id, c.devices);
}

bool judged(const CaseVerdict& c) {
  return c.verdict != Judgement::incomparable && c.verdict != Judgement::missing &&
         c.verdict != Judgement::fresh;
}

void allow_missing(Comparison& comparison, const std::string& expression) {
  if (expression.empty()) return;
  const Pattern allowed(expression, "--allow-missing");
  for (CaseVerdict& c : comparison.cases) {
    if (c.verdict != Judgement::missing || !allowed.found_in(c.case_id)) continue;
    c.verdict = Judgement::incomparable;
    c.note += (c.note.empty() ? "" : "; ") + std::string("may be missing");
  }
}

/// A change that was found stands whatever else cannot be judged.
void decide(Comparison& c, bool strict) {
  const bool failed =
      c.count(Judgement::regressed) + c.count(Judgement::broken) + c.count(Judgement::missing) > 0;
  const bool compared = std::any_of(c.cases.begin(), c.cases.end(), judged);
  const bool doubtful =
      c.design.too_weak() || c.count(Judgement::inconclusive) + c.count(Judgement::suspect) > 0;
  if (!c.identity.empty() || !compared) {
    std::tie(c.gate, c.exit_status) = std::pair(Gate::invalid, kNotComparable);
  } else if (failed) {
    std::tie(c.gate, c.exit_status) = std::pair(Gate::fail, kRegression);
  } else if (!c.shifted.empty()) {
    std::tie(c.gate, c.exit_status) = std::pair(Gate::invalid, kNotComparable);
  } else if (strict && doubtful) {
    std::tie(c.gate, c.exit_status) = std::pair(Gate::inconclusive, kInconclusive);
  } else {
    std::tie(c.gate, c.exit_status) = std::pair(Gate::pass, kSuccess);
  }
}

/// Says which file may rule margins, or that it cannot.
void note_noise(Comparison& c, const RecordedRuns& fresh) {
  const auto& [noise, file] = c.noise;
  if (file.empty()) return;
  for (const std::string& machine : fingerprints(fresh)) {
    c.warnings.push_back(noise.knows(machine)
                             ? "noise floors are those of " + file.string()
                             : file.string() + " holds no noise of this machine, " + machine);
  }
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::string_view name(Judgement verdict) {
  constexpr std::array<std::string_view, kVerdicts> kNames = {
      "regressed", "broken",       "missing",      "env-shift", "suspect",
      "improved",  "inconclusive", "incomparable", "new",       "same"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string_view name(Gate gate) {
  constexpr std::array<std::string_view, 4> kNames = {"pass", "fail", "inconclusive", "invalid"};
  return kNames[static_cast<std::size_t>(gate)];
}

std::size_t Comparison::count(Judgement verdict) const {
  return static_cast<std::size_t>(std::count_if(
      cases.begin(), cases.end(), [&](const CaseVerdict& c) { return c.verdict == verdict; }));
}

Comparison compare(const RecordedRuns& base, const RecordedRuns& fresh,
                   const CompareOptions& options) {
  Comparison comparison;
  comparison.files = {base.files, fresh.files};
  comparison.runs = {base.runs.size(), fresh.runs.size()};
  comparison.identity = identity_differences(base, fresh);
  if (comparison.identity.empty()) comparison.warnings = doubts(base, fresh);
  append(comparison.warnings, base.warnings);
  append(comparison.warnings, fresh.warnings);
  const auto shared = std::find_if(base.runs.begin(), base.runs.end(),
                                   [&](const auto& run) { return fresh.runs.contains(run.first); });
  if (shared != base.runs.end()) {
    comparison.warnings.push_back("run " + shared->first + " is on both sides");
  }
  comparison.noise = options.noise;
  note_noise(comparison, fresh);
  comparison.context = context_differences(base, fresh);
  judge(comparison, base, fresh, options);
  allow_missing(comparison, options.allow_missing);
  conclude(comparison, options.strict);
  return comparison;
}

void conclude(Comparison& comparison, bool strict) {
  std::sort(comparison.cases.begin(), comparison.cases.end(),
            [](const CaseVerdict& a, const CaseVerdict& b) { return rank(a) < rank(b); });
  decide(comparison, strict);
}

}  // namespace warpmark
