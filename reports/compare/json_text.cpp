#include "reports/compare/outputs.h"
#include "reports/compare/phrases.h"

#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

using nlohmann::ordered_json;

template <class T>
ordered_json known(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json side_json(const SideTime& side) {
  return {{"runs", side.runs},
          {"median_s", known(side.median_s)},
          {"implementation", side.implementation}};
}

ordered_json case_json(const CaseVerdict& c) {
  std::optional<double> low, high;
  if (c.ratio_interval) low = c.ratio_interval->low, high = c.ratio_interval->high;
  return {{"case_id", c.case_id},
          {"devices", c.devices},
          {"verdict", name(c.verdict)},
          {"note", c.note},
          {"base", side_json(c.base)},
          {"new", side_json(c.fresh)},
          {"ratio", known(c.ratio)},
          {"ratio_lo", known(low)},
          {"ratio_hi", known(high)},
          {"p", known(c.p)},
          {"q", known(c.q)},
          {"margin_pct", c.p ? ordered_json(100 * c.margin.part) : ordered_json(nullptr)},
          {"margin_from", c.p ? ordered_json(c.margin.from) : ordered_json(nullptr)},
          {"runs_needed", known(c.runs_needed)}};
}

ordered_json differences_json(const std::vector<Difference>& differences) {
  ordered_json out = ordered_json::array();
  for (const Difference& d : differences) {
    out.push_back({{"field", d.field}, {"base", d.base}, {"new", d.fresh}});
  }
  return out;
}

ordered_json side_json(const Comparison& c, std::size_t side) {
  ordered_json files = ordered_json::array();
  for (const auto& file : c.files[side]) files.push_back(file.string());
  return {{"runs", c.runs[side]}, {"files", files}};
}

ordered_json design_json(const Design& design) {
  return {{"cases", design.cases},
          {"base_runs", design.base_runs},
          {"new_runs", design.fresh_runs},
          {"smallest_p", design.smallest_p},
          {"runs_needed", design.runs_needed},
          {"too_weak", design.too_weak()}};
}

}  // namespace

std::string json_text(const Comparison& comparison) {
  ordered_json counts, cases = ordered_json::array();
  for (std::size_t i = 0; i < kVerdicts; ++i) {
    const auto verdict = static_cast<Judgement>(i);
    counts[std::string(name(verdict))] = comparison.count(verdict);
  }
  for (const CaseVerdict& c : comparison.cases) cases.push_back(case_json(c));
  const ordered_json out{{"schema_version", 1},
                         {"gate", name(comparison.gate)},
                         {"exit_status", comparison.exit_status},
                         {"base", side_json(comparison, 0)},
                         {"new", side_json(comparison, 1)},
                         {"warnings", cautions(comparison)},
                         {"identity_differences", differences_json(comparison.identity)},
                         {"context_differences", differences_json(comparison.context)},
                         {"design", design_json(comparison.design)},
                         {"counts", counts},
                         {"cases", cases}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace warpmark
