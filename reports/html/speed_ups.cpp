#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/html/text.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace warpmark::html {
namespace {

/// The CPU case that GPU rows named as their baseline, the fastest if runs named several.
const Measurement* base_of(const Measurement& gpu, const Study& study) {
  std::set<std::string> named;
  for (const Result& row : study.rows) {
    if (row.case_id == gpu.row.case_id && row.device == "gpu") named.insert(row.baseline_case_id);
  }
  const Measurement* fastest = nullptr;
  for (const Measurement& cpu : study.measurements) {
    if (cpu.row.device != "cpu" || !named.contains(cpu.row.case_id)) continue;
    if (cpu.row.fingerprint != gpu.row.fingerprint || !SpeedUp::of(gpu, cpu)) continue;
    if (!fastest || cpu.time.value < fastest->time.value) fastest = &cpu;
  }
  return fastest;
}

struct Comparisons {
  std::vector<SpeedUp> fair;
  std::vector<const Measurement*> alone;  // GPU cases without a baseline
};

Comparisons compare(const Study& study) {
  Comparisons out;
  for (const Measurement& gpu : study.measurements) {
    if (gpu.row.device != "gpu") continue;
    const Measurement* base = base_of(gpu, study);
    const auto speed_up = base ? SpeedUp::of(gpu, *base) : std::nullopt;
    speed_up ? out.fair.push_back(*speed_up) : out.alone.push_back(&gpu);
  }
  return out;
}

/// A row of the plot for each variant and point, its timings one below the other.
DotPlot plot_of(const std::string& benchmark, const std::vector<const SpeedUp*>& speed_ups) {
  DotPlot plot{benchmark + ": GPU against CPU", "", {}, {}, 1.0, {}};
  plot.x = {"CPU time / GPU time; right of 1×: the GPU is faster", Scale::Kind::logarithmic,
            ratio_label};
  Groups<DotPlot::Dot> rows;
  std::vector<std::string> timings;
  std::size_t faster = 0;
  for (const SpeedUp* s : speed_ups) {
    const Result& row = s->gpu().row;
    rows.add(short_name(row), {s->ratio().value, s->ratio().interval, timing_mark(row.timing)});
    timings.push_back(row.timing);
    faster += s->ratio().interval->low > 1 ? 1 : 0;
  }
  for (const auto& [label, dots] : rows) plot.rows.push_back({label, dots});
  plot.keys = timing_keys(timings);
  plot.description = fmt::format("{} of {}: the GPU is faster in {}.", benchmark,
                                 counted(speed_ups.size(), "comparison"), faster);
  return plot;
}

/// "e2e: 12 comparisons, the GPU faster in 9, slower in 2, no difference shown in 1."
std::string count_sentence(const std::string& timing, const std::vector<const SpeedUp*>& all) {
  const auto count = [&](auto&& holds) { return std::count_if(all.begin(), all.end(), holds); };
  const auto faster = count([](const SpeedUp* s) { return s->ratio().interval->low > 1; });
  const auto slower = count([](const SpeedUp* s) { return s->ratio().interval->high < 1; });
  return fmt::format("{}: {}, the GPU faster in {}, slower in {}, no difference shown in {}.",
                     timing, counted(all.size(), "comparison"), faster, slower,
                     static_cast<long>(all.size()) - faster - slower);
}

std::vector<std::string> times(const Measurement& m) {
  return {time_text(m.time), interval_text(m.time)};
}

Table table_of(const Comparisons& comparisons) {
  Table table{{{"GPU case"},
               {"GPU", true},
               {"interval", true},
               {"CPU case"},
               {"CPU", true},
               {"interval", true},
               {"ratio", true},
               {"interval", true},
               {"verdict"},
               {"intervals are"}},
              {}};
  for (const SpeedUp& s : comparisons.fair) {
    const auto gpu = times(s.gpu()), cpu = times(s.base());
    table.rows.push_back({s.gpu().row.case_id, gpu[0], gpu[1], s.base().row.case_id, cpu[0], cpu[1],
                          rounded(s.ratio()) + "×", rounded_interval(s.ratio()), s.verdict(),
                          s.gpu().interval_kind()});
  }
  for (const Measurement* m : comparisons.alone) {
    table.rows.push_back({m->row.case_id, time_text(m->time), interval_text(m->time), "", "", "",
                          "", "", "no fair baseline", m->interval_kind()});
  }
  return table;
}

std::string absence(const Study& study) {
  for (const Session& session : study.sessions) {
    const std::string why = session.environment_value("gpu_absence");
    if (!why.empty()) return ": " + why;
  }
  return {};
}

}  // namespace

Section speed_ups(const Study& study) {
  Section section{"speed-ups", "GPU against CPU", {}, {}, {}, {}};
  const Comparisons comparisons = compare(study);
  Groups<const SpeedUp*> benchmarks, timings;
  for (const SpeedUp& s : comparisons.fair) {
    benchmarks.add(s.gpu().row.benchmark, &s);
    timings.add(s.gpu().row.timing, &s);
  }
  section.table = table_of(comparisons);
  if (section.table.rows.empty()) {
    section.sentences.push_back("No case has a time on a GPU" + absence(study) + ".");
    return section;
  }
  for (const auto& [timing, all] : timings)
    section.sentences.push_back(count_sentence(timing, all));
  for (const SpeedUp& s : comparisons.fair) {
    section.sentences.push_back(fmt::format("The CPU is {} ({}), the GPU {}.",
                                            s.base().row.cpu_model, device_text(s.base().row),
                                            s.gpu().row.device_name));
    break;
  }
  for (const auto& [benchmark, all] : benchmarks) {
    for (std::string& panel : draw(plot_of(benchmark, all))) section.panels.push_back(panel);
  }
  section.how_to_read =
      "each dot is the time of the fastest CPU variant on all cores over the time of the GPU, with "
      "its interval, on a logarithmic axis; dots left of the dashed line are cases that the GPU "
      "loses, and only e2e (filled) includes the transfers.";
  return section;
}

}  // namespace warpmark::html
