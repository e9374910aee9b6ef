#include "suites/selection_file.h"

#include "harness/build_info.h"
#include "harness/error.h"
#include "harness/hash.h"
#include "harness/loader.h"
#include "models/data/sha256.h"
#include "suites/read_file.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <sstream>

namespace warpmark {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// The libraries that a run may open, in the order of their names.
std::vector<fs::path> own_libraries() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(Loader::harness_folder())) {
    if (entry.path().filename().string().starts_with("libwarpmark_")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string ProgramId::text() const {
  return fmt::format("{} ({}, {})", version, git_sha.empty() ? "no commit" : git_sha.substr(0, 12),
                     contents);
}

ProgramId this_program(const std::vector<fs::path>& modules) {
  std::vector<fs::path> files = own_libraries();
  files.insert(files.begin(), "/proc/self/exe");
  files.insert(files.end(), modules.begin(), modules.end());
  std::string hashes;
  for (const fs::path& file : files) hashes += nn::sha256_of_file(file);
  return {build_info().version, build_info().git_sha, hex_digest('b', hashes, 16)};
}

std::string SelectionFile::text() const {
  std::string text =
      ordered_json{{"schema_version", 1},        {"session_id", session_id},
                   {"run_ids", run_ids},         {"program_version", program.version},
                   {"git_sha", program.git_sha}, {"program", program.contents},
                   {"fingerprint", fingerprint}, {"seed", seed},
                   {"options", words},           {"cases", cases.size()}}
          .dump();
  for (const std::string& line : cases) text.append(1, '\n').append(line);
  return text + '\n';
}

SelectionFile SelectionFile::read(const fs::path& file) {
  std::error_code unreadable;  // which reading will tell
  if (!fs::exists(file, unreadable) && !unreadable) {
    throw InvalidInput(file.string() + ": not there: no run was begun here");
  }
  std::istringstream in(read_file(file));
  std::string line;
  std::getline(in, line);
  try {
    const ordered_json first = ordered_json::parse(line);
    SelectionFile selection{first.at("session_id"),
                            first.at("run_ids"),
                            {first.at("program_version"), first.at("git_sha"), first.at("program")},
                            first.at("fingerprint"),
                            first.at("seed"),
                            first.at("options").get<Words>(),
                            {}};
    while (std::getline(in, line)) selection.cases.push_back(line);
    const auto expected = first.at("cases").get<std::size_t>();
    if (selection.cases.size() == expected) return selection;
    throw InvalidInput(fmt::format("{}: line {}: the file ends, with {} of {} cases", file.string(),
                                   selection.cases.size() + 2, selection.cases.size(), expected));
  } catch (const nlohmann::json::exception& error) {
    throw InvalidInput(fmt::format("{}: line 1: {}", file.string(), error.what()));
  }
}

std::string selection_line(const Case& c) {
  return ordered_json{{"case_id", c.id()},
                      {"case_hash", c.hash()},
                      {"suite", c.suite},
                      {"device", name(c.device.kind)},
                      {"devices", c.device.ordinals()}}
      .dump();
}

}  // namespace warpmark
