#include "reports/html/evidence_reader.h"

#include "reports/csv_table.h"

#include <map>
#include <system_error>
#include <utility>

namespace warpmark::html {
namespace {

using Key = std::pair<std::string, std::string>;  // case_id, devices

/// The last run of a case, or a new one: a file has the runs one after another.
EvidenceRun& run_of(Evidence& evidence, const std::string& run_id, bool base) {
  for (EvidenceRun& run : evidence.runs) {
    if (run.run_id == run_id && run.base == base) return run;
  }
  return evidence.runs.emplace_back(EvidenceRun{run_id, base, {}, {}});
}

void add_sample(EvidenceRun& run, const CsvTable& line) {
  const auto time = line.measure(0, "time_s"), clock = line.measure(0, "sm_clock_hz");
  if (!time || line.number(0, "valid").value_or(1) == 0) return;
  run.times_s.push_back(*time);
  if (clock) run.clocks_hz.push_back(*clock);
}

void read_side(const std::vector<std::filesystem::path>& folders, bool base,
               const std::map<Key, std::size_t>& wanted, std::vector<Evidence>& out) {
  for (const auto& folder : folders) {
    const auto path = folder / "samples.csv";
    std::error_code none;
    if (!std::filesystem::exists(path, none)) continue;
    const CsvTable table(path, [&](const CsvTable& line) {
      const auto found = wanted.find({line.text(0, "case_id"), line.text(0, "devices")});
      if (found == wanted.end()) return;
      add_sample(run_of(out[found->second], line.text(0, "run_id"), base), line);
    });
  }
}

bool changed(const JudgedCase& judged) {
  return judged.verdict == "regressed" || judged.verdict == "improved" ||
         judged.verdict == "suspect";
}

}  // namespace

std::vector<Evidence> read_evidence(const std::vector<std::filesystem::path>& base,
                                    const std::vector<std::filesystem::path>& fresh,
                                    const std::vector<JudgedCase>& cases, std::size_t most) {
  std::map<Key, std::size_t> wanted;
  std::vector<Evidence> out;
  for (const JudgedCase& judged : cases) {
    if (!changed(judged) || out.size() == most) continue;
    wanted[{judged.case_id, judged.devices}] = out.size();
    out.push_back({judged.case_id, judged.verdict, {}});
  }
  if (out.empty()) return out;
  read_side(base, true, wanted, out);
  read_side(fresh, false, wanted, out);
  return out;
}

}  // namespace warpmark::html
