#include "suites/results_folder.h"

#include "harness/error.h"
#include "harness/plan_file.h"
#include "reports/text_file.h"
#include "suites/command_line.h"
#include "suites/exit.h"
#include "suites/run.h"
#include "suites/selection_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// Options that say how a run goes on, not what is measured: --resume takes them from its own
/// command line alone.
constexpr std::array<std::string_view, 8> kOfOneCommand{"--budget", "--in-process",  "--inject",
                                                        "--out",    "--require-gpu", "--resume",
                                                        "--strict", "--timeout"};

bool of_one_command(const std::string& name) {
  return std::find(kOfOneCommand.begin(), kOfOneCommand.end(), name) != kOfOneCommand.end();
}

/// Options whose values are paths. They are kept absolute, since --resume may be called elsewhere.
constexpr std::array<const char*, 6> kPaths{"--benchmark_out", "--checkpoint", "--data",
                                            "--module",        "--plans",      "--trace"};

Words with_absolute_paths(Words words) {
  for (const char* name : kPaths) {
    const auto found = words.find(name);
    if (found == words.end()) continue;
    for (std::string& value : found->second) {
      if (!value.empty()) value = fs::absolute(value).string();
    }
  }
  return words;
}

std::vector<fs::path> modules_of(const Words& words) {
  const auto found = words.find("--module");
  if (found == words.end()) return {};
  return {found->second.begin(), found->second.end()};
}

std::string text(const Words& words, const std::string& name) {
  const auto found = words.find(name);
  if (found == words.end()) return "without " + name;
  std::string out = "with";
  for (const std::string& value : found->second) out += ' ' + name + '=' + value;
  return out;
}

/// Returns whether it was not there before.
bool create_folder(const fs::path& folder) {
  std::error_code error;
  const bool created = fs::create_directories(folder, error);
  if (error) throw WriteError(folder.string() + ": cannot create: " + error.message());
  return created;
}

/// Runs that begin in the same second get folders of their own.
fs::path create_default_folder(const Environment& environment) {
  std::string utc = environment.started_utc;
  std::erase_if(utc, [](char c) { return c == '-' || c == ':'; });
  const std::string name = "results/" + utc + '-' + environment.fingerprint();
  fs::path folder = name;
  for (int n = 2; !create_folder(folder); ++n) folder = fmt::format("{}-{}", name, n);
  return folder;
}

/// What `run` is told by these words.
Options options_of(const Words& words) {
  const std::vector<std::string> line = command_line("run", words);
  std::vector<const char*> argv;
  for (const std::string& word : line) argv.push_back(word.c_str());
  RunCommand run;
  const Parsed parsed = parse_command_line(static_cast<int>(argv.size()), argv.data(), {&run});
  return settled(run.options(), parsed.line);
}

/// A trace is written anew, and what has been measured is not measured again.
void require_no_trace(const Options& options) {
  std::error_code none;
  if (options.trace.empty() || !fs::is_regular_file(options.trace, none)) return;
  throw UsageError(
      fmt::format("--resume {}: --trace {} holds what was measured and would be written anew: "
                  "move it away",
                  options.resume.string(), options.trace.string()));
}

}  // namespace

void create_chosen_folder(const fs::path& folder, const std::string& advice) {
  create_folder(folder);
  std::error_code unreadable;  // and so not writable either, which the first file will tell
  if (fs::exists(folder / "results.csv", unreadable)) {
    throw UsageError("--out " + folder.string() + " already holds a results.csv" + advice);
  }
}

ResultsFolder make_results_folder(const Options& options, const std::vector<Case>& cases,
                                  const Environment& environment) {
  SelectionFile selection{environment.session_id,
                          {environment.run_id},
                          this_program(options.modules),
                          environment.fingerprint(),
                          options.seed,
                          with_absolute_paths(options.line.words),
                          {}};
  std::erase_if(selection.words, [](const auto& word) { return of_one_command(word.first); });
  for (int run = 1; run < options.runs; ++run) selection.run_ids.push_back(new_id('r'));
  for (const Case& c : cases) selection.cases.push_back(selection_line(c));  // reads data sets
  const fs::path folder = options.out.empty() ? create_default_folder(environment) : options.out;
  if (!options.out.empty()) create_chosen_folder(folder, "; --resume would go on with it");
  replace_file(folder / kSelectionFile, selection.text());
  return {folder, selection.run_ids, {}};
}

fs::path plan_file(const Options& options, const fs::path& folder) {
  if (options.heuristics) return {};
  const fs::path file = options.plans.empty() ? folder / kPlanFile : options.plans;
  check_plan_file(file);
  return file;
}

Options resumed_options(const Options& given) {
  const SelectionFile selection = SelectionFile::read(given.resume / kSelectionFile);
  Words words = with_absolute_paths(selection.words);
  const ProgramId now = this_program(modules_of(words));
  if (now != selection.program) {
    throw NotComparable(fmt::format("--resume {}: that run was measured by {}, this program is {}",
                                    given.resume.string(), selection.program.text(), now.text()));
  }
  const Words given_words = with_absolute_paths(given.line.words);
  for (const auto& [name, values] : given_words) {
    if (name == "--out") throw UsageError("--resume goes on in its folder; --out is another");
    const auto recorded = words.find(name);
    if (!of_one_command(name) && (recorded == words.end() || recorded->second != values)) {
      throw UsageError(fmt::format("--resume {}: that run was started {}, not {}",
                                   given.resume.string(), text(words, name),
                                   text(given_words, name)));
    }
    words[name] = values;
  }
  Options options = options_of(words);
  require_no_trace(options);
  options.line.argv = given.line.argv;
  return options;
}

}  // namespace warpmark
