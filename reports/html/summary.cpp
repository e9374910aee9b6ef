#include "reports/ceilings.h"
#include "reports/html/groups.h"
#include "reports/html/sections.h"
#include "reports/html/text.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace warpmark::html {
namespace {

std::string joined(const std::set<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

/// Why a row of a case has no time that may be used; empty where it has.
std::string reason(const Result& row) {
  if (row.status != Status::ok) return row.message.empty() ? "no reason given" : row.message;
  if (!row.verified.value_or(false)) return "the result was not verified";
  if (row.profiled.value_or(false)) return "profiled";
  if (!row.valid.value_or(true)) return row.message.empty() ? "disturbed" : row.message;
  return row.median_s ? "" : "no time";
}

/// "ok", or what else a reader must know of the row at a glance.
std::string outcome(const Result& row) {
  if (row.status != Status::ok) return std::string(name(row.status));
  return reason(row).empty() ? "ok" : "not to be used";
}

/// The options by which a command line leaves out cases, with their values; empty: none.
std::string narrowing(const std::vector<std::string>& command) {
  constexpr std::array<std::string_view, 6> kNarrowing{
      "--filter", "--axis", "--timing", "--device", "--budget", "--benchmark_filter"};
  std::string text;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const std::string& word = command[i];
    const auto equals = word.find('=');
    const std::string_view name = std::string_view(word).substr(0, equals);
    if (std::find(kNarrowing.begin(), kNarrowing.end(), name) == kNarrowing.end()) continue;
    text += (text.empty() ? "" : " ") + quoted(word);
    if (equals == std::string::npos && i + 1 < command.size()) text += ' ' + quoted(command[++i]);
  }
  return text;
}

/// What is not here, as far as files tell.
std::vector<std::string> absences(const Study& study) {
  std::vector<std::string> out;
  for (const Session& session : study.sessions) {
    if (const std::string options = narrowing(session.command()); !options.empty()) {
      out.push_back(fmt::format("{}: cases were chosen by {}; what that leaves out is not here.",
                                session.name, options));
    }
    if (session.never_begun > 0) {
      out.push_back(
          fmt::format("{}: {} of {} chosen cases have no row, as those that a run which "
                      "was interrupted did not begin.",
                      session.name, session.never_begun, session.chosen.size()));
    }
  }
  return out;
}

}  // namespace

Section summary(const Study& study) {
  std::map<std::string, std::size_t> outcomes;
  std::map<std::string, std::set<std::string>> machines;
  std::set<std::string> programs, runs, begun;
  for (const Result& row : study.rows) {
    if (is_canary(row)) continue;
    ++outcomes[outcome(row)];
    machines[row.fingerprint].insert({row.cpu_model, row.device_name});
    programs.insert(fmt::format("{} {}{}", row.program_version, row.git_sha.substr(0, 12),
                                row.git_dirty.value_or(false) ? " with changes" : ""));
    runs.insert(row.run_id);
    begun.insert(row.started_utc);
  }
  Section section{"summary", "What was measured", {}, {}, {}, {}};
  std::string counts;
  for (const auto& [outcome, count] : outcomes) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, outcome);
  }
  section.sentences = {
      fmt::format("{} in {} of {}, rows: {}.", counted(study.measurements.size(), "case"),
                  counted(runs.size(), "run"), counted(study.sessions.size(), "session"), counts),

      fmt::format("Program: warpmark {}.", joined(programs))};
  for (const auto& [fingerprint, devices] : machines) {
    section.sentences.push_back(fmt::format("Machine {}: {}.", fingerprint, joined(devices)));
  }
  if (!begun.empty()) {
    section.sentences.push_back(
        fmt::format("Measured from {} to {}.", *begun.begin(), *begun.rbegin()));
  }
  for (std::string& text : absences(study)) section.sentences.push_back(std::move(text));
  section.sentences.emplace_back(
      "Every time here is a median of a verified result. The interval is that of the median at "
      "95 % within the run; of two to five runs their range; of six and more that of the median "
      "between runs at 95 %.");
  return section;
}

Section rows_without_time(const Study& study) {
  Section section{"without-time", "Rows without a time", {}, {}, {}, {}};
  section.table.columns = {{"status"}, {"reason"}, {"rows", true}, {"cases"}};
  std::map<std::pair<std::string, std::string>, std::vector<const Result*>> groups;
  for (const Result& row : study.rows) {
    if (const std::string why = reason(row); !why.empty()) {
      groups[{outcome(row), why}].push_back(&row);
    }
  }
  for (const auto& [key, rows] : groups) {
    std::set<std::string> cases;
    for (const Result* row : rows) cases.insert(row->case_id);
    section.table.rows.push_back(
        {key.first, key.second, std::to_string(rows.size()), joined(cases)});
  }
  section.open = std::any_of(groups.begin(), groups.end(),
                             [](const auto& group) { return group.first.first != "skipped"; });
  if (groups.empty()) section.sentences.emplace_back("None: every row has a verified time.");
  return section;
}

}  // namespace warpmark::html
