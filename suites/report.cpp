#include "suites/report.h"

#include "harness/exit_status.h"
#include "reports/html/report.h"
#include "reports/text_file.h"

#include <CLI/App.hpp>

#include <iostream>

namespace warpmark {
namespace {

std::filesystem::path beside(const std::filesystem::path& results) {
  const bool folder = std::filesystem::is_directory(results);
  return (folder ? results : results.parent_path()) / html::ReportFile::kName;
}

}  // namespace

void ReportCommand::declare(CLI::App& app) {
  app.add_option("DIR", folders_,
                 "Folders of results, folders of such folders, or results.csv files")
      ->required();
  app.add_option(
      "--out", out_,
      "File to write; without: report.html in the first folder, or beside the first file");
  app.add_option("--noise", noise_,
                 "What `calibrate` wrote (baselines/<fingerprint>/noise.csv, if there)");
  app.add_option("--md", markdown_, "Also write it as markdown, for a pull request");
}

int ReportCommand::execute(const CommandLine&) {
  std::vector<html::Session> sessions = html::read_sessions(folders_);
  for (const html::Session& session : sessions) {
    for (const std::string& warning : session.warnings) {
      std::cerr << "warpmark: warning: " << warning << '\n';
    }
  }
  const html::Study study = html::study_with_noise(std::move(sessions), noise_);
  const auto out = out_.empty() ? beside(folders_.front()) : out_;
  replace_file(out, html::report_page(study));
  if (!markdown_.empty()) replace_file(markdown_, html::report_markdown(study));
  std::cerr << "warpmark: the report is " << out.string() << std::endl;
  return kSuccess;
}

}  // namespace warpmark
