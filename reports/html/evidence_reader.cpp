#include "reports/html/evidence_reader.h"

#include "reports/csv_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <tuple>
#include <utility>

namespace warpmark::html {
namespace {

using Key = std::pair<std::string, std::string>;  // case_id, devices
using Wanted = std::map<Key, std::size_t>;        // places in the evidence

/// Calls `visit(evidence, line)` for the rows of cases that are wanted.
template <class Visit>
void visit_wanted(const std::filesystem::path& file, const Wanted& wanted,
                  std::vector<Evidence>& cases, const Visit& visit) {
  const CsvTable table(file, [&](const CsvTable& line) {
    const auto found = wanted.find({line.text(0, "case_id"), line.text(0, "devices")});
    if (found != wanted.end()) visit(cases[found->second], line);
  });
}

/// The run of a case, or a new one.
EvidenceRun& run_of(Evidence& evidence, const std::string& run_id, bool base) {
  for (EvidenceRun& run : evidence.runs) {
    if (run.run_id == run_id && run.base == base) return run;
  }
  return evidence.runs.emplace_back(EvidenceRun{run_id, base, {}, {}});
}

void add_sample(Evidence& evidence, bool base, const CsvTable& line) {
  const auto time = line.measure(0, "time_s");
  if (!time || line.number(0, "valid").value_or(1) == 0) return;
  EvidenceRun& run = run_of(evidence, line.text(0, "run_id"), base);
  run.samples.push_back({*time, line.measure(0, "sm_clock_hz")});
}

void note_start(Evidence& evidence, bool base, const CsvTable& line) {
  for (EvidenceRun& run : evidence.runs) {
    if (run.base != base || run.run_id != line.text(0, "run_id")) continue;
    if (run.started_utc.empty()) run.started_utc = line.text(0, "started_utc");
  }
}

KeptSamples read_side(const std::vector<std::filesystem::path>& files, bool base,
                      const Wanted& wanted, std::vector<Evidence>& cases) {
  std::set<std::filesystem::path> folders;
  KeptSamples kept;
  for (const auto& file : files) {
    const auto folder = file.parent_path();
    if (folders.insert(folder).second) {
      ++kept.folders;
      std::error_code none;
      if (!std::filesystem::exists(folder / "samples.csv", none)) continue;
      ++kept.with_samples;
      visit_wanted(
          folder / "samples.csv", wanted, cases,
          [&](Evidence& evidence, const CsvTable& line) { add_sample(evidence, base, line); });
    }
    visit_wanted(file, wanted, cases, [&](Evidence& evidence, const CsvTable& line) {
      note_start(evidence, base, line);
    });
  }
  return kept;
}

bool changed(const JudgedCase& judged) {
  return judged.verdict == "regressed" || judged.verdict == "improved" ||
         judged.verdict == "suspect";
}

/// Runs of one second by their names, which grow with time.
void sort_by_time(Evidence& evidence) {
  std::stable_sort(evidence.runs.begin(), evidence.runs.end(),
                   [](const EvidenceRun& a, const EvidenceRun& b) {
                     return std::tie(a.started_utc, a.run_id) < std::tie(b.started_utc, b.run_id);
                   });
}

}  // namespace

AllEvidence read_evidence(const std::vector<std::filesystem::path>& base,
                          const std::vector<std::filesystem::path>& fresh,
                          const std::vector<JudgedCase>& cases, std::size_t most) {
  Wanted wanted;
  AllEvidence out;
  const CaseNames names(cases);
  for (const JudgedCase& judged : cases) {
    if (!changed(judged) || ++out.changed > most) continue;
    wanted[{judged.case_id, judged.devices}] = out.cases.size();
    out.cases.push_back({names(judged), judged.verdict, {}});
  }
  if (out.cases.empty()) return out;
  out.base = read_side(base, true, wanted, out.cases);
  out.fresh = read_side(fresh, false, wanted, out.cases);
  for (Evidence& evidence : out.cases) sort_by_time(evidence);
  return out;
}

}  // namespace warpmark::html
