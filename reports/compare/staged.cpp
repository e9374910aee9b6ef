#include "reports/compare/staged.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace warpmark {
namespace {

constexpr double kPickedBelow = 0.1;      // p
constexpr double kPickedShare = 2.0 / 3;  // of the margin

bool picked(const CaseVerdict& c) {
  if (!c.p || c.verdict == Judgement::env_shift) return false;
  return *c.p < kPickedBelow &&
         std::abs(std::log(*c.ratio)) >= kPickedShare * std::log1p(c.margin.part);
}

RecordedRuns::Key key_of(const CaseVerdict& c) { return {c.case_id, c.devices}; }

/// What fresh runs say of a candidate.
CaseVerdict judged_afresh(const CaseVerdict& screened, const CaseVerdict* fresh) {
  if (fresh && (fresh->p || fresh->verdict == Judgement::broken)) return *fresh;
  CaseVerdict out = screened;
  out.verdict = Judgement::inconclusive;
  out.note = "picked, but without fresh runs";
  if (fresh && !fresh->note.empty()) out.note += ": " + fresh->note;
  const bool said = out.runs_needed || out.note.ends_with(kNoneSaid);
  if (!said) out.note += kNoneSaid;
  return out;
}

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::vector<RecordedRuns::Key> candidates(const Comparison& screening) {
  std::vector<RecordedRuns::Key> keys;
  for (const CaseVerdict& c : screening.cases) {
    if (picked(c)) keys.push_back(key_of(c));
  }
  return keys;
}

RecordedRuns only(RecordedRuns side, const std::vector<RecordedRuns::Key>& keys) {
  const std::set<RecordedRuns::Key> wanted(keys.begin(), keys.end());
  std::erase_if(side.cases, [&](const auto& entry) { return !wanted.contains(entry.first); });
  return side;
}

Comparison confirmed(Comparison screening, const Comparison& confirmation, bool strict) {
  std::map<RecordedRuns::Key, const CaseVerdict*> fresh;
  for (const CaseVerdict& c : confirmation.cases) fresh[key_of(c)] = &c;
  std::size_t picks = 0;
  for (CaseVerdict& c : screening.cases) {
    if (!picked(c)) continue;
    const auto found = fresh.find(key_of(c));
    c = judged_afresh(c, found == fresh.end() ? nullptr : found->second);
    ++picks;
  }
  screening.warnings.push_back(
      fmt::format("{} of {} cases were picked for fresh runs, which alone judge them", picks,
                  screening.design.cases));
  for (std::size_t side = 0; side < screening.files.size(); ++side) {
    append(screening.files[side], confirmation.files[side]);
    screening.runs[side] += confirmation.runs[side];
  }
  for (const std::string& warning : confirmation.warnings) {
    auto& all = screening.warnings;
    if (std::find(all.begin(), all.end(), warning) == all.end()) all.push_back(warning);
  }
  append(screening.identity, confirmation.identity);
  append(screening.shifted, confirmation.shifted);
  screening.design = confirmation.design;
  conclude(screening, strict);
  return screening;
}

}  // namespace warpmark
