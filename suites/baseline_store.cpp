#include "suites/baseline_store.h"

#include "harness/error.h"
#include "reports/compare/machines.h"
#include "suites/exit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// What a folder inside the store may be called: nothing that leads out of it or is hidden.
bool plain(const std::string& name) {
  constexpr std::string_view kDigits = "0123456789";
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const auto allowed = [&](char c) {
    return kLetters.find(c) != std::string_view::npos || kDigits.find(c) != std::string_view::npos;
  };
  const auto inside = [&](char c) { return allowed(c) || c == '.' || c == '_' || c == '-'; };
  return !name.empty() && allowed(name.front()) && std::all_of(name.begin(), name.end(), inside);
}

/// The folders in a folder, by name; none where there is no such folder.
std::vector<fs::path> folders_in(const fs::path& folder) try {
  std::vector<fs::path> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory() && plain(entry.path().filename().string())) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
} catch (const fs::filesystem_error& error) {
  throw InvalidInput(folder.string() + ": " + error.code().message());
}

/// `<into>/<name of the run's folder>`, or with a number where another run has that name.
fs::path run_folder(const fs::path& into, const fs::path& file) {
  const std::string name = fs::absolute(file).lexically_normal().parent_path().filename().string();
  fs::path folder = into / name;
  for (int n = 2; fs::exists(folder); ++n) folder = into / fmt::format("{}-{}", name, n);
  return folder;
}

void copy_runs(const std::vector<fs::path>& files, const fs::path& into) {
  fs::remove_all(into);
  fs::create_directories(into);
  for (const fs::path& file : files) {
    const fs::path folder = run_folder(into, file);
    fs::create_directory(folder);
    fs::copy_file(file, folder / "results.csv");
    const fs::path environment = file.parent_path() / "env.json";
    if (fs::exists(environment)) fs::copy_file(environment, folder / "env.json");
  }
}

/// Whoever reads finds all runs or the old ones; the copy is whole before anything is removed.
void put(const std::vector<fs::path>& files, const fs::path& folder) try {
  const fs::path partial = folder.parent_path() / ("." + folder.filename().string());
  copy_runs(files, partial);
  fs::remove_all(folder);
  fs::rename(partial, folder);
} catch (const fs::filesystem_error& error) {
  throw WriteError(fmt::format("{}: cannot write: {}", folder.string(), error.code().message()));
}

bool has_time(const RecordedRuns& runs) {
  return std::any_of(runs.cases.begin(), runs.cases.end(),
                     [](const auto& entry) { return !entry.second.log_medians.empty(); });
}

/// The fields that both sides know and differ in, but for the fingerprint itself.
std::vector<std::string> differing_fields(const RecordedRuns& base, const RecordedRuns& fresh) {
  std::vector<std::string> fields;
  for (const Difference& d : identity_differences(base, fresh)) {
    if (d.field == "fingerprint" || d.base.empty() || d.fresh.empty()) continue;
    fields.push_back(fmt::format("{} is {}, not {}", d.field, d.base, d.fresh));
  }
  return fields;
}

std::string nearest_text(const std::vector<Baseline>& others, const RecordedRuns& fresh) {
  const Baseline* nearest = nullptr;
  std::vector<std::string> fields;
  for (const Baseline& other : others) {
    std::vector<std::string> found = differing_fields(read_baseline(other), fresh);
    // None that is known says nothing of how near it is.
    if (found.empty() || (nearest && found.size() >= fields.size())) continue;
    nearest = &other;
    fields = std::move(found);
  }
  if (!nearest) return "; no env.json says how they differ";
  return fmt::format("; in the nearest, {}: {}", nearest->fingerprint, fmt::join(fields, "; "));
}

}  // namespace

void check_baseline_name(const std::string& name) {
  if (plain(name) && name != "noise.csv") return;
  throw UsageError(
      fmt::format("NAME '{}': letters, digits, '.', '_' and '-', the first one of the former two, "
                  "and not noise.csv",
                  name));
}

RecordedRuns read_baseline(const Baseline& baseline) {
  return read_runs(results_files({baseline.folder}));
}

std::string only_fingerprint(const RecordedRuns& runs, const std::string& what) {
  const std::set<std::string> found = fingerprints(runs);
  if (found.size() != 1) {
    throw NotComparable(
        fmt::format("{}: results of {} machines: {}", what, found.size(), fmt::join(found, ", ")));
  }
  if (!plain(*found.begin())) {
    throw InvalidInput(fmt::format("{}: '{}' is no fingerprint", what, *found.begin()));
  }
  return *found.begin();
}

Baseline BaselineStore::at(const std::string& fingerprint, const std::string& name) const {
  return {fingerprint, name, root_ / fingerprint / name};
}

std::vector<Baseline> BaselineStore::all() const {
  std::vector<Baseline> found;
  for (const fs::path& machine : folders_in(root_)) {
    for (const fs::path& folder : folders_in(machine)) {
      found.push_back(at(machine.filename().string(), folder.filename().string()));
    }
  }
  return found;
}

Baseline BaselineStore::save(const std::string& name, const std::vector<fs::path>& folders,
                             bool replace) const {
  check_baseline_name(name);
  const std::vector<fs::path> files = results_files(folders);
  const RecordedRuns runs = read_runs(files);
  const Baseline saved = at(only_fingerprint(runs, "baseline save"), name);
  if (!has_time(runs)) throw InvalidInput("baseline save: no case has a usable time");
  if (!replace && fs::exists(saved.folder)) {
    throw UsageError(fmt::format("NAME {}: {} exists; --replace puts these results in its place",
                                 name, saved.folder.string()));
  }
  put(files, saved.folder);
  return saved;
}

Baseline BaselineStore::matching(const std::string& name, const RecordedRuns& fresh) const {
  check_baseline_name(name);
  const Baseline wanted = at(only_fingerprint(fresh, "NEW"), name);
  if (fs::is_directory(wanted.folder)) return wanted;
  std::vector<Baseline> others;
  std::vector<std::string> machines;
  for (const Baseline& baseline : all()) {
    if (baseline.name != name) continue;
    others.push_back(baseline);
    machines.push_back(baseline.fingerprint);
  }
  const std::string none = fmt::format("--baseline {}: none in {} of this machine, {}", name,
                                       root_.string(), wanted.fingerprint);
  if (others.empty()) throw NotComparable(none + ", nor of another");
  throw NotComparable(
      fmt::format("{}, but of {}{}", none, fmt::join(machines, ", "), nearest_text(others, fresh)));
}

}  // namespace warpmark
