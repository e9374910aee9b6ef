#include "reports/compare/settle.h"

#include "reports/compare/multiplicity.h"
#include "reports/compare/rank_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

/// A single run on a side has changed by more than the margin: by more than chance, too?
void suspect(CaseVerdict& c, const std::optional<NoiseFloor>& floor, std::size_t tested) {
  const auto bound = floor ? prediction_bound(*floor, tested) : std::nullopt;
  if (!bound) {
    c.verdict = Judgement::suspect;
    c.note = "one run a side cannot tell a change from chance; no noise known";
    return;
  }
  const bool beyond = std::abs(std::log(*c.ratio)) > *bound;
  if (beyond) c.verdict = Judgement::suspect;
  c.note = fmt::format("one run a side: {} the {:.2g} % that noise explains",
                       beyond ? "beyond" : "within", 100 * std::expm1(*bound));
}

/// Runs a side that are likely to tell; empty: more than can be compared. Where those that would
/// see a change of the margin are there already, the change is about as large as the margin: these
/// are to see the difference between the two.
std::optional<std::size_t> runs_that_tell(const Tested& test, double bound, double effect,
                                          std::size_t tested) {
  const std::size_t fewest = std::min(test.verdict->base.runs, test.verdict->fresh.runs);
  std::size_t runs = runs_needed(test.deviation, bound, tested);
  if (runs <= fewest) {
    runs = runs_needed(test.deviation, std::abs(bound - std::abs(effect)), tested);
  }
  return runs > fewest && runs <= kMostRuns ? std::optional(runs) : std::nullopt;
}

}  // namespace

void settle(const Tested& test, double q, std::size_t tested) {
  CaseVerdict& c = *test.verdict;
  c.q = q;
  const double bound = std::log1p(c.margin.part), effect = std::log(*c.ratio);
  const bool large = std::abs(effect) >= bound;
  const bool single = std::min(c.base.runs, c.fresh.runs) == 1;
  if (large && single) {
    suspect(c, test.floor, tested);
  } else if (large && q <= kFalseDiscoveries) {
    c.verdict = effect > 0 ? Judgement::regressed : Judgement::improved;
  } else if (c.verdict == Judgement::same) {
    if (q <= kFalseDiscoveries) c.note = "differs by less than the margin";
    return;
  }
  if (c.verdict != Judgement::inconclusive) return;
  c.runs_needed = runs_that_tell(test, bound, effect, tested);
  if (c.runs_needed) return;
  c.note += fmt::format("{}no number of runs up to {} is likely to tell",
                        c.note.empty() ? "" : "; ", kMostRuns);
}

Design design(const std::vector<Tested>& tested) {
  Design design;
  design.cases = tested.size();
  design.runs_needed = runs_to_find_one(tested.size());
  design.smallest_p = 0;
  for (const auto& [c, deviation, floor] : tested) {
    const double p = smallest_p(c->base.runs, c->fresh.runs);
    if (p <= design.smallest_p) continue;
    design.smallest_p = p;
    design.base_runs = c->base.runs;
    design.fresh_runs = c->fresh.runs;
  }
  return design;
}

}  // namespace warpmark
