#include "suites/command_line.h"

#include "harness/build_info.h"
#include "harness/engine_flags.h"
#include "harness/error.h"
#include "suites/extra_words.h"
#include "suites/nearest.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace warpmark {
namespace {

bool takes_a_value(const CLI::Option& option) { return option.get_expected_min() > 0; }

std::string not_empty(const std::string& value) {
  return value.empty() ? "the value is empty" : "";
}

/// The values of each option that was given.
Words words_of(const CLI::App& command, const std::vector<std::string>& engine_flags) {
  Words words;
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0) continue;
    const bool named = !option->get_lnames().empty();
    words[(named ? "--" : "") + option->get_single_name()] = option->results();
  }
  for (const std::string& flag : engine_flags) {
    words[std::string(flag_name(flag))].emplace_back(flag_value(flag));
  }
  return words;
}

std::vector<std::string> flags_of(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

/// Throws UsageError for what is no UTF-8: words are written to JSON files and sent to workers so.
void require_utf8(const std::string& word) try {
  nlohmann::json(word).dump();
} catch (const nlohmann::json::exception&) {
  using nlohmann::json;
  throw UsageError(json(word).dump(-1, ' ', false, json::error_handler_t::replace) +
                   " is no UTF-8");
}

/// The program as CLI11 knows it: each command is a subcommand.
class Parser {
 public:
  explicit Parser(const std::vector<Command*>& commands) : commands_(commands) {
    app_.set_version_flag("--version", build_info().version);
    app_.require_subcommand(0, 1)->allow_extras();
    for (Command* command : commands) add(*command);
  }

  Parsed parse(int argc, const char* const* argv) {
    std::for_each(argv, argv + argc, require_utf8);
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& request) {  // --help, --version
      return {nullptr, {}, help_text(request)};
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what());
    }
    Command& command = chosen();
    const CLI::App& parsed = *app_.get_subcommands().front();
    auto flags = engine_flags(app_.remaining(true), flags_of(parsed), command.facts().runs_engine);
    Words words = words_of(parsed, flags);
    return {&command, {{argv, argv + argc}, std::move(words), std::move(flags)}, {}};
  }

 private:
  void add(Command& command) {
    CLI::App* app = app_.add_subcommand(command.facts().name, command.facts().summary);
    command.declare(*app);
    for (CLI::Option* option : app->get_options()) {
      if (takes_a_value(*option)) option->check(not_empty);
    }
    app->allow_extras();
    if (command.facts().hidden) app->group("");
  }

  std::string help_text(const CLI::Success& request) const {
    if (dynamic_cast<const CLI::CallForVersion*>(&request)) {
      return std::string("warpmark ") + request.what() + '\n';
    }
    const auto parsed = app_.get_subcommands();
    return parsed.empty() ? app_.help() : parsed.front()->help("warpmark");
  }

  Command& chosen() const {
    for (Command* command : commands_) {
      if (app_.got_subcommand(command->facts().name)) return *command;
    }
    std::vector<std::string> known;
    for (const Command* command : commands_) {
      if (!command->facts().hidden) known.push_back(command->facts().name);
    }
    const auto words = app_.remaining();
    if (!words.empty()) {
      throw UsageError(
          fmt::format("unknown command '{}'{}", words.front(), did_you_mean(words.front(), known)));
    }
    const std::string last = known.back();
    known.pop_back();
    throw UsageError(fmt::format("a command is missing: {} or {}", fmt::join(known, ", "), last));
  }

  std::vector<Command*> commands_;
  CLI::App app_{"Measures how fast kernels are on this machine's CPU and GPUs.", "warpmark"};
};

}  // namespace

Parsed parse_command_line(int argc, const char* const* argv,
                          const std::vector<Command*>& commands) {
  return Parser(commands).parse(argc, argv);
}

}  // namespace warpmark
