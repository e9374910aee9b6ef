#include "reports/html/sections.h"
#include "reports/html/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace warpmark::html {
namespace {

/// What differs from run to run on any machine, and what has a section of its own.
bool constant(const std::string& key) {
  for (const char* prefix :
       {"session_id", "run_id", "started_utc", "command.", "canaries.", "resumed.", "load_average",
        "steal_pct", "busy_cores", "cpu.available_bytes"}) {
    if (key.starts_with(prefix)) return false;
  }
  return true;
}

/// In single quotes where a shell would take it apart.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + '\'';
}

std::string command_of(const Session& session) {
  std::string line;
  for (const auto& [key, word] : session.environment) {
    if (key.starts_with("command.")) line += (line.empty() ? "" : " ") + quoted(word);
  }
  return line;
}

/// To a hundredth.
std::string load_of(const Session& session) {
  const std::string text = session.environment_value("load_average");
  return text.substr(0, std::min(text.find('.') + 3, text.size()));
}

}  // namespace

Section environments(const Study& study) {
  Section section{"environment", "Environment", {}, {}, {}, {}};
  std::vector<std::string> keys;
  for (const Session& session : study.sessions) {
    section.table.columns.push_back({session.name});
    for (const auto& [key, value] : session.environment) {
      if (constant(key) && std::find(keys.begin(), keys.end(), key) == keys.end())
        keys.push_back(key);
    }
  }
  section.table.columns.insert(section.table.columns.begin(), {{"what"}, {"differs"}});
  std::string differing;
  for (const std::string& key : keys) {
    std::vector<std::string> row{key, ""};
    std::set<std::string> values;
    for (const Session& session : study.sessions) {
      row.push_back(session.environment_value(key));
      values.insert(row.back());
    }
    if (values.size() > 1) {
      row[1] = "≠";
      differing += (differing.empty() ? "" : ", ") + key;
    }
    section.table.rows.push_back(std::move(row));
  }
  if (keys.empty()) section.sentences.emplace_back("No session has an env.json.");
  if (!differing.empty()) section.sentences.push_back("Sessions differ (≠) in: " + differing + '.');
  if (!keys.empty() && differing.empty() && study.sessions.size() > 1) {
    section.sentences.emplace_back("All sessions were measured in the same environment.");
  }
  return section;
}

Section command_lines(const Study& study) {
  Section section{"commands", "Command lines", {}, {}, {}, {}, true};
  section.table.columns = {{"session"}, {"begun"}, {"load average", true}, {"command"}};
  for (const Session& session : study.sessions) {
    section.table.rows.push_back({session.name, session.environment_value("started_utc"),
                                  load_of(session), command_of(session)});
  }
  return section;
}

}  // namespace warpmark::html
