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

std::string command_of(const Session& session) {
  std::string line;
  for (const std::string& word : session.command()) {
    line += (line.empty() ? "" : " ") + quoted(word);
  }
  return line;
}

/// To a hundredth.
std::string load_of(const Session& session) {
  const std::string text = session.environment_value("load_average");
  return text.substr(0, std::min(text.find('.') + 3, text.size()));
}

/// What a column of the table shows: a session, or all of a side.
struct Column {
  std::string name;
  std::vector<const Session*> sessions = {};  // that have an environment

  void add(const Session& session) {
    if (!session.environment.empty()) sessions.push_back(&session);
  }
};

/// In the order in which they first appear.
std::vector<std::string> keys_of(const std::vector<Column>& columns) {
  std::vector<std::string> keys;
  std::set<std::string> seen;
  for (const Column& column : columns) {
    for (const Session* session : column.sessions) {
      for (const auto& [key, value] : session->environment) {
        if (constant(key) && seen.insert(key).second) keys.push_back(key);
      }
    }
  }
  return keys;
}

/// The distinct values of a column's sessions.
std::string values_of(const Column& column, const std::string& key) {
  std::set<std::string> values;
  for (const Session* session : column.sessions) values.insert(session->environment_value(key));
  std::string text;
  for (const std::string& value : values) {
    const bool nothing = value.empty() && values.size() > 1;
    text += (text.empty() ? "" : " | ") + (nothing ? "nothing" : value);
  }
  return text;
}

/// Adds a row for each key. Returns the keys in which columns that are known differ.
std::string add_rows(Table& table, const std::vector<Column>& columns) {
  std::string differing;
  for (const std::string& key : keys_of(columns)) {
    std::vector<std::string> row{key, ""};
    std::set<std::string> known;
    for (const Column& column : columns) {
      row.push_back(values_of(column, key));
      if (!column.sessions.empty()) known.insert(row.back());
    }
    if (known.size() > 1) {
      row[1] = "≠";
      differing += (differing.empty() ? "" : ", ") + key;
    }
    table.rows.push_back(std::move(row));
  }
  return differing;
}

/// `what` the columns are: "Sessions".
Section side_by_side(const std::string& what, const std::vector<Column>& columns) {
  Section section{"environment", "Environment", {}, {}, {}, {}};
  section.table.columns = {{"what"}, {"differs"}};
  std::size_t known = 0;
  for (const Column& column : columns) {
    section.table.columns.push_back({column.name});
    known += column.sessions.empty() ? 0 : 1;
  }
  const std::string differing = add_rows(section.table, columns);
  if (known == 0) {
    section.sentences.emplace_back("No session has an env.json.");
    return section;
  }
  for (const Column& column : columns) {
    if (!column.sessions.empty()) continue;
    section.sentences.push_back("There is no env.json of " + column.name + '.');
  }
  if (!differing.empty()) {
    section.sentences.push_back(what + " differ (≠) in: " + differing + '.');
  } else if (known > 1) {
    section.sentences.push_back(what + " were measured in the same environment.");
  }
  return section;
}

void add_command(Table& table, const Session& session, std::vector<std::string> cells) {
  for (const std::string& cell : {session.name, session.environment_value("started_utc"),
                                  load_of(session), command_of(session)}) {
    cells.push_back(cell);
  }
  table.rows.push_back(std::move(cells));
}

}  // namespace

Section environments(const Study& study) {
  std::vector<Column> columns;
  for (const Session& session : study.sessions) {
    columns.push_back({session.name});
    columns.back().add(session);
  }
  return side_by_side("Sessions", columns);
}

Section environments(const std::vector<Side>& sides) {
  std::vector<Column> columns;
  for (const Side& side : sides) {
    columns.push_back({side.name});
    for (const Session& session : side.sessions) columns.back().add(session);
  }
  return side_by_side("The sides", columns);
}

Section command_lines(const Study& study) {
  Section section{"commands", "Command lines", {}, {}, {}, {}, true};
  section.table.columns = {{"session"}, {"begun"}, {"load average", true}, {"command"}};
  for (const Session& session : study.sessions) add_command(section.table, session, {});
  return section;
}

Section command_lines(const std::vector<Side>& sides) {
  Section section{"commands", "Command lines", {}, {}, {}, {}, true};
  section.table.columns = {{"side"}, {"session"}, {"begun"}, {"load average", true}, {"command"}};
  for (const Side& side : sides) {
    for (const Session& session : side.sessions) {
      add_command(section.table, session, {side.name});
    }
  }
  return section;
}

}  // namespace warpmark::html
