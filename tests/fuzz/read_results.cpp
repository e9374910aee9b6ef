#include "tests/fuzz/read_results.h"

#include "harness/error.h"
#include "reports/compare/outputs.h"
#include "reports/html/evidence_reader.h"
#include "reports/html/report.h"
#include "reports/import/foreign_run.h"
#include "reports/results_csv.h"
#include "tests/reports/rows.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

template <class Read>
void expect_at_most_invalid_input(Read&& read) {
  try {
    read();
  } catch (const InvalidInput&) {
  }
}

/// A CPU, a GPU that is compared with it, canaries of both kinds and an epoch of training.
std::vector<Result> good_rows(const std::string& fingerprint) {
  std::vector<Result> rows{gemm_row("openblas", "cpu", 2e-3), gemm_row("cublas", "gpu", 1e-3),
                           gemm_row("onednn", "cpu", 1, "fp32", "epoch"), canary_row("read", 1e11),
                           canary_row("fma", 1e12)};
  rows[1].baseline_case_id = rows[0].case_id;
  for (Result& row : rows) {
    row.session_id = "s1";
    row.started_utc = "2026-11-23T01:00:00Z";
    row.case_hash = "h1";
    row.fingerprint = fingerprint;
  }
  return rows;
}

/// Folders of this process alone: of what is read, and of the results of another machine.
class Folder {
 public:
  Folder() {
    fs::create_directories(other());
    write_results(other() / "results.csv", "m2");
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }
  fs::path other() const { return path_ / "other"; }

  /// Good results, and nothing beside them.
  void reset() const {
    for (const char* name : {"env.json", "samples.csv", "noise.csv"}) fs::remove(path_ / name);
    write_results(path_ / "results.csv", "m1");
  }

 private:
  static void write_results(const fs::path& file, const std::string& fingerprint) {
    fs::remove(file);
    ResultsCsv csv(file, DeclaredColumns{{"m", "n", "k", "limit"}, {}}, TextFile::Existing::empty);
    for (const Result& row : good_rows(fingerprint)) csv.add(row);
  }

  fs::path path_ = fs::temp_directory_path() / ("warpmark-fuzz-" + std::to_string(::getpid()));
};

void compare_with_all_outputs(const RecordedRuns& base, const RecordedRuns& fresh,
                              const CompareOptions& options = {}) {
  const Comparison comparison = compare(base, fresh, options);
  for (auto* text : {console_text, markdown_text, json_text, junit_text, github_text, csv_text}) {
    text(comparison);
  }
}

void compare_with_slower(const fs::path& results, const CompareOptions& options = {}) {
  const RecordedRuns base = read_runs({results});
  RecordedRuns fresh = base;
  for (auto* cases : {&fresh.cases, &fresh.canaries}) {
    for (auto& [key, recorded] : *cases) {
      for (double& log_median : recorded.log_medians) log_median += std::log(1.1);
    }
  }
  compare_with_all_outputs(base, base, options);
  compare_with_all_outputs(base, fresh, options);
}

void draw(const fs::path& results, const fs::path& noise = {}) {
  const html::Study study = html::study_with_noise(html::read_sessions({results}), noise);
  html::report_page(study);
  html::report_markdown(study);
}

void draw_evidence(const Folder& folder) {
  std::vector<html::JudgedCase> judged;
  for (const Result& row : good_rows("m1")) {
    judged.push_back({row.case_id, row.devices, "regressed", {}});
  }
  html::Compared compared{{"fail", {}, judged}, {}};
  const fs::path results = folder / "results.csv";
  compared.evidence = html::read_evidence({results}, {results}, judged);
  const html::Study study(html::read_sessions({results}));
  html::report_page(study, &compared);
}

}  // namespace

void read_results(std::string_view bytes) {
  static const Folder folder;  // making one takes longer than reading
  if (bytes.empty()) return;
  const std::string_view rest = bytes.substr(1);
  const fs::path results = folder / "results.csv", noise = folder / "noise.csv";
  folder.reset();
  switch (bytes.front()) {
    case 'r':
      write(results, rest);
      expect_at_most_invalid_input([&] { compare_with_slower(results); });
      expect_at_most_invalid_input([&] { draw(results); });
      break;
    case 'e':
      write(folder / "env.json", rest);
      expect_at_most_invalid_input([&] { compare_with_slower(results); });
      expect_at_most_invalid_input([&] {
        const RecordedRuns other = read_runs({folder.other() / "results.csv"});
        compare_with_all_outputs(read_runs({results}), other);
      });
      expect_at_most_invalid_input([&] { draw(results); });
      break;
    case 's':
      write(folder / "samples.csv", rest);
      expect_at_most_invalid_input([&] { draw_evidence(folder); });
      break;
    case 'n':
      write(noise, rest);
      expect_at_most_invalid_input([&] {
        compare_with_slower(results, CompareOptions{{Noise::read(noise), noise}, {}, {}});
        draw(results, noise);
      });
      break;
    case 'g':
      expect_at_most_invalid_input([&] { read_foreign_run("a.json", std::string(rest)); });
      break;
    default: break;
  }
}

}  // namespace warpmark
