#pragma once

#include "harness/report.h"
#include "reports/html/evidence.h"
#include "reports/html/study.h"
#include "reports/html/verdicts.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark::html {

/// What a comparison adds to the report of its new side.
struct Compared {
  Judgement judgement;
  AllEvidence evidence;
  std::vector<Side> sides = {};  // whose environments stand side by side
};

/// With the noise in the file that is named, else in baselines/<fingerprint>/noise.csv where that
/// exists. Throws InvalidInput where it cannot be read.
Study study_with_noise(std::vector<Session> sessions, const std::filesystem::path& noise = {});

/// The contents of report.html: the same bytes for the same rows. `compared`: may be null.
std::string report_page(const Study& study, const Compared* compared = nullptr);

/// The same to paste into a pull request: sentences and tables.
std::string report_markdown(const Study& study);

/// When a run is over: draws its folder, as it was written, into report.html there.
class ReportFile : public Report {
 public:
  static constexpr const char* kName = "report.html";

  explicit ReportFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void add(const Result& result) override { static_cast<void>(result); }
  /// Throws InvalidInput, WriteError.
  void end() override;

 private:
  std::filesystem::path folder_;
};

}  // namespace warpmark::html
