#include "suites/data.h"

#include "harness/error.h"
#include "harness/exit_status.h"
#include "models/data/download.h"
#include "models/data/inspect.h"
#include "models/data/published.h"
#include "suites/data_folder.h"
#include "suites/print.h"
#include "suites/shared_options.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace warpmark {
namespace {

namespace fs = std::filesystem;
using nn::FileReport;
using nn::Match;
using nn::PublishedSet;
using nn::SetReport;

/// The set's own, or the one that takes their place for who cannot reach them.
std::vector<std::string> mirrors(const PublishedSet& set) {
  const char* named = std::getenv("WARPMARK_MIRROR");
  const std::string instead = named ? named : "";
  if (instead.empty()) return {set.mirrors.begin(), set.mirrors.end()};
  return {instead.ends_with('/') ? instead : instead + '/'};
}

void download(const std::string& wanted, const fs::path& folder) {
  for (const PublishedSet& set : nn::published_sets()) {
    if (wanted != "all" && wanted != set.name) continue;
    for (const nn::PublishedFile& file : set.files) {
      nn::download(file, mirrors(set), folder / set.name, std::cerr);
    }
  }
}

std::string verdict(const FileReport& file) {
  if (file.match == Match::published) return "as published";
  if (file.match == Match::same_size) return "size as published";
  const std::string sum = file.sha256.empty() ? "" : ", SHA-256 " + file.sha256;
  return "differs from the published file" + sum;
}

/// What lies in an archive is indented.
std::string shown_name(const FileReport& file) { return (file.inside ? "  " : "") + file.file; }

std::string lines(const SetReport& set, const fs::path& folder) {
  if (set.files.empty() && set.fault.empty()) {
    return fmt::format("{:<8} synthetic: no files in {} or {}\n", set.name, folder.string(),
                       (folder / set.name).string());
  }
  std::string text = fmt::format("{:<8} real\n", set.name);
  if (!set.contents.empty()) text = fmt::format("{:<8} real, {}\n", set.name, set.contents);
  std::size_t width = 0;
  for (const FileReport& file : set.files) width = std::max(width, shown_name(file).size());
  for (const FileReport& file : set.files) {
    text += fmt::format("  {:<{}} {:>11} bytes  {}\n", shown_name(file), width, file.bytes,
                        verdict(file));
  }
  if (!set.fault.empty()) text += fmt::format("  unreadable: {}\n", set.fault);
  return text;
}

}  // namespace

void DataCommand::declare(CLI::App& app) {
  add_data_folder(app, options_.folder);
  app.add_flag("--quick", options_.quick, "Look at sizes alone: read no file, compare no checksum");
  app.add_option("--download", options_.download, "Fetch mnist, cifar10 or all")
      ->check(CLI::IsMember({"mnist", "cifar10", "all"}));
}

int DataCommand::execute(const CommandLine&) {
  const fs::path folder = data_folder(options_.folder);
  if (!options_.download.empty()) download(options_.download, folder);
  std::string text, fault;
  for (const PublishedSet& published : nn::published_sets()) {
    const SetReport set = nn::inspect(std::string(published.name), folder, !options_.quick);
    text += lines(set, folder);
    if (fault.empty()) fault = set.fault;
  }
  print(text);
  if (!fault.empty()) throw InvalidInput(fault);
  return kSuccess;
}

}  // namespace warpmark
