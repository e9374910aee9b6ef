#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/html/text.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace warpmark::html {
namespace {

/// What a GPU case is held against, found without a search through all rows.
class Bases {
 public:
  explicit Bases(const Study& study) {
    for (const Measurement& m : study.measurements) {
      if (m.row.device == "cpu") cpu_[{m.row.fingerprint, m.row.case_id}].push_back(&m);
    }
    for (const Result& row : study.rows) {
      if (row.device != "gpu" || row.baseline_case_id.empty()) continue;
      named_[{row.fingerprint, row.case_id}].insert(row.baseline_case_id);
    }
  }

  /// The CPU case that the GPU case's rows named as their baseline, the fastest if they named
  /// several.
  const Measurement* of(const Measurement& gpu) const {
    const auto named = named_.find({gpu.row.fingerprint, gpu.row.case_id});
    if (named == named_.end()) return nullptr;
    const Measurement* fastest = nullptr;
    for (const std::string& case_id : named->second) {
      const auto found = cpu_.find({gpu.row.fingerprint, case_id});
      if (found == cpu_.end()) continue;
      for (const Measurement* cpu : found->second) {
        if (!SpeedUp::of(gpu, *cpu)) continue;
        if (!fastest || cpu->time.value < fastest->time.value) fastest = cpu;
      }
    }
    return fastest;
  }

 private:
  using Case = std::pair<std::string, std::string>;  // fingerprint, case_id
  std::map<Case, std::vector<const Measurement*>> cpu_;
  std::map<Case, std::set<std::string>> named_;
};

struct Comparisons {
  std::vector<SpeedUp> fair;
  std::vector<const Measurement*> alone;  // GPU cases without a baseline
};

Comparisons compare(const Study& study) {
  const Bases bases(study);
  Comparisons out;
  for (const Measurement& gpu : study.measurements) {
    if (gpu.row.device != "gpu") continue;
    const Measurement* base = bases.of(gpu);
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
    rows.add(short_name(row) + ", " + device_text(row),
             {s->ratio().value, s->ratio().interval, timing_mark(row.timing)});
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

/// A case, its time, the interval, and how many samples they are of.
std::vector<std::string> measured(const Study& study, const Measurement& m) {
  const std::string gpu = m.row.device == "gpu" ? " on " + device_text(m.row) : "";
  return {m.row.case_id + gpu + study.on_machine(m.row), time_text(m.time), interval_text(m.time),
          count_cell(m.samples)};
}

std::vector<std::string> joined(std::vector<std::string> cells, std::vector<std::string> more) {
  cells.insert(cells.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  return cells;
}

Table table_of(const Study& study, const Comparisons& comparisons) {
  Table table{{{"GPU case"},
               {"GPU", true},
               {"interval", true},
               {"samples", true},
               {"CPU case"},
               {"CPU", true},
               {"interval", true},
               {"samples", true},
               {"CPU threads", true},
               {"runs", true},
               {"ratio", true},
               {"interval", true},
               {"verdict"},
               {"intervals are"}},
              {}};
  for (const SpeedUp& s : comparisons.fair) {
    const auto threads = static_cast<std::size_t>(s.base().row.threads.value_or(0));
    table.rows.push_back(
        joined(joined(measured(study, s.gpu()), measured(study, s.base())),
               {count_cell(threads), count_cell(s.runs()), rounded(s.ratio()) + "×",
                rounded_interval(s.ratio()), s.verdict(), s.gpu().interval_kind()}));
  }
  for (const Measurement* m : comparisons.alone) {
    table.rows.push_back(
        joined(measured(study, *m), {"", "", "", "", "", count_cell(m->medians_s.size()), "", "",
                                     "no fair baseline", m->interval_kind()}));
  }
  return table;
}

/// Of the machine that the row is of, as its env.json has it; 0 where that does not say.
long cores(const Study& study, const Result& row, const char* which) {
  for (const Session& session : study.sessions) {
    if (session.environment_value("fingerprint") != row.fingerprint) continue;
    const long count = std::strtol(session.environment_value(which).c_str(), nullptr, 10);
    if (count > 0) return count;
  }
  return 0;
}

/// "8 threads on 8 of its 16 cores, of which the program might have used 12".
std::string share_of_cpu(const Study& study, const Result& row) {
  const long threads = static_cast<long>(row.threads.value_or(1));
  const long all = cores(study, row, "cpu.physical_cores");
  const long usable = cores(study, row, "cpu.usable_threads");
  std::string text = counted(static_cast<std::size_t>(threads), "thread");
  if (all == 0) return text + ", of how many cores is not known";
  if (threads >= all) return text + fmt::format(" on all of its {} cores", all);
  text += fmt::format(" on {} of its {} cores", threads, all);
  return usable > threads ? text + fmt::format(", of which the program might have used {}", usable)
                          : text;
}

/// What was held against what: one sentence for each that is different.
std::vector<std::string> devices_sentences(const Study& study, const Comparisons& comparisons) {
  std::set<std::tuple<std::string, std::int64_t, std::string>> seen;
  std::vector<std::string> out;
  for (const SpeedUp& s : comparisons.fair) {
    const Result &cpu = s.base().row, &gpu = s.gpu().row;
    if (!seen.emplace(cpu.fingerprint, cpu.threads.value_or(1), gpu.device_name).second) continue;
    out.push_back(fmt::format("The CPU is {}, {}; the GPU is {}.", cpu.cpu_model,
                              share_of_cpu(study, cpu), gpu.device_name));
  }
  return out;
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
    benchmarks.add(s.gpu().row.benchmark + study.on_machine(s.gpu().row), &s);
    timings.add(s.gpu().row.timing, &s);
  }
  section.table = table_of(study, comparisons);
  if (section.table.rows.empty()) {
    section.sentences.push_back("No case has a time on a GPU" + absence(study) + ".");
    return section;
  }
  for (const auto& [timing, all] : timings)
    section.sentences.push_back(count_sentence(timing, all));
  for (std::string& sentence : devices_sentences(study, comparisons)) {
    section.sentences.push_back(std::move(sentence));
  }
  for (const auto& [benchmark, all] : benchmarks) {
    for (std::string& panel : draw(plot_of(benchmark, all))) section.panels.push_back(panel);
  }
  section.how_to_read =
      "each dot is the time of the fastest CPU variant, on the threads named above, over the time "
      "of the GPU, with its interval, on a logarithmic axis; dots left of the dashed line are "
      "cases "
      "that the GPU loses, and only e2e (filled) includes the transfers.";
  return section;
}

}  // namespace warpmark::html
