#include "suites/interleaved.h"

#include "harness/environment.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/wall_clock.h"
#include "suites/exit.h"
#include "suites/options.h"
#include "suites/read_file.h"
#include "suites/subprocess.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <unistd.h>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw WriteError(folder.string() + ": cannot create: " + error.message());
}

/// The last line of a log with anything in it.
std::string last_words(const fs::path& log) {
  std::string text = read_file(log);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

std::string ending(int status) {
  return status > kSignalBase ? fmt::format("signal {}", status - kSignalBase)
                              : fmt::format("exit status {}", status);
}

/// Finds out whether the program is one of ours, before minutes are spent on the other.
void check_program(const Contender& side, const fs::path& folder) {
  const std::string what = fmt::format("--{} {}", side.side, side.program.string());
  if (!fs::is_regular_file(side.program) || ::access(side.program.c_str(), X_OK) != 0) {
    throw UsageError(what + ": not a program that can be executed");
  }
  const fs::path log = folder / (side.side + ".version.log");
  const int status = run_program({side.program.string(), "--version"}, {}, log);
  if (status != 0 || !last_words(log).starts_with("warpmark ")) {
    throw UsageError(fmt::format("{}: --version ended with {} and '{}', which is no warpmark", what,
                                 ending(status), last_words(log)));
  }
  fs::remove(log);
}

/// A status that `run` may end with stays what it is. 1 is none of these: shells end with it, and
/// to who reads ours it would be a regression.
int own_status(int status) {
  const bool known = status >= kUsage && status <= kNothingRan;
  return known || status == kInternal || status == kCannotWrite ? status : kCaseFailed;
}

/// As a shell reads it.
std::string quoted(const std::string& word) {
  if (word.find_first_of(" \t\n'\"\\$*?|&;<>()[]{}^~`!#") == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + '\'';
}

std::string shell_text(const std::vector<std::string>& words) {
  std::vector<std::string> texts(words.size());
  std::transform(words.begin(), words.end(), texts.begin(), quoted);
  return fmt::format("{}", fmt::join(texts, " "));
}

/// Which of the sides is run `index`, from 0: A B B A A B B A …
std::size_t side_of(int index) { return static_cast<std::size_t>((index + 1) / 2 % 2); }

void tell(const std::string& line) { std::cerr << "warpmark: " << line << std::endl; }

}  // namespace

Interleaved::Interleaved(std::array<Contender, 2> sides, Words words, fs::path folder)
    : sides_(std::move(sides)),
      words_(std::move(words)),
      folder_(std::move(folder)),
      session_id_(new_id('s')) {
  for (Contender& side : sides_) {
    side.program = fs::absolute(side.program);
    check_program(side, folder_);
  }
}

void Interleaved::share_plans() {
  for (Contender& side : sides_) {
    const fs::path log = folder_ / (side.side + ".help.log");
    run_program({side.program.string(), "run", "--help"}, {}, log);
    side.keeps_plans = read_file(log).find("--plans") != std::string::npos;
    fs::remove(log);
  }
}

std::vector<std::string> Interleaved::command(const Contender& side, const fs::path& out,
                                              std::optional<double> budget_s) const {
  Words words = words_;
  words["--out"] = {out.string()};
  if (budget_s) words["--budget"] = {fmt::format("{}s", std::max(1.0, std::floor(*budget_s)))};
  if (side.keeps_plans && !words.contains("--plans") && !words.contains("--heuristics-only")) {
    words["--plans"] = {(folder_ / "cudnn_plans.json").string()};
  }
  std::vector<std::string> line = command_line("run", words);
  line.front() = side.program.string();
  return line;
}

void Interleaved::measure_one(const Contender& side, const fs::path& out,
                              std::optional<double> budget_s) {
  make_folder(out);
  const fs::path log = out / "run.log";
  const std::vector<std::string> line = command(side, out, budget_s);
  const JoinedSession session{session_id_, side.side};
  const int status = run_program(line, session.variables(), log);
  if (status == kSuccess || status == kCaseFailed) return;
  throw ProgramFailed(own_status(status),
                      fmt::format("{}: {}: {} (all it said: {}; runs so far: {})", shell_text(line),
                                  ending(status), last_words(log), log.string(), folder_.string()));
}

void Interleaved::measure_or_tell(const Contender& side, const fs::path& out,
                                  std::optional<double> budget_s) {
  try {
    measure_one(side, out, budget_s);
  } catch (const Interrupted&) {
    tell("the runs so far are in " + folder_.string());
    throw;
  }
}

void Interleaved::measure(int runs, const std::string& stage, std::optional<double> budget_s) {
  const WallClock clock;
  for (int index = 0; index < 2 * runs; ++index) {
    const Contender& side = sides_.at(side_of(index));
    const int left = 2 * runs - index;
    const double each = index == 0 ? 0 : clock.seconds() / index;
    tell(fmt::format("{} {} of {}: {}{}", stage, index + 1, 2 * runs, side.side,
                     index == 0 ? "" : fmt::format(", {:.0f} s left", each * left)));
    std::optional<double> share;
    if (budget_s) share = (*budget_s - clock.seconds()) / left;
    measure_or_tell(side, folder_ / stage / side.side / fmt::format("{:03}", index / 2 + 1), share);
  }
}

fs::path make_session_folder(const fs::path& out, const std::string& what,
                             const std::vector<std::string>& stages) {
  std::string utc = utc_now();
  std::erase_if(utc, [](char c) { return c == '-' || c == ':'; });
  const fs::path folder = out.empty() ? fs::path("results") / (utc + '-' + what) : out;
  make_folder(folder);
  std::error_code unreadable;  // which the first run will tell
  for (const std::string& stage : stages) {
    if (!fs::exists(folder / stage, unreadable)) continue;
    throw UsageError("--out " + folder.string() + " already holds runs, in " + stage);
  }
  return folder;
}

Words run_words(const Words& words) {
  CLI::App app;
  Options ignored;
  add_selection(app, ignored);
  add_measuring(app, ignored);
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    names.push_back((option->get_lnames().empty() ? "" : "--") + option->get_single_name());
  }
  Words out = words;
  std::erase_if(out, [&](const auto& word) {
    return std::find(names.begin(), names.end(), word.first) == names.end();
  });
  return out;
}

}  // namespace warpmark
