#include "suites/nsight.h"

#include "harness/profile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace warpmark {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + shell_quoted(word);
  return line;
}

/// A regular expression that finds this case_id and no other: dots are the only characters of a
/// case_id that mean something in one.
std::string exactly(const std::string& case_id) {
  std::string regex = "^";
  for (const char c : case_id) regex += c == '.' ? "\\." : std::string(1, c);
  return regex + '$';
}

/// GPUs chosen by number or, with `all`, by what this machine has, which listing does not ask.
std::string device_word(const Case& c, const Options& options) {
  if (c.device.kind == DeviceKind::cpu) return "cpu";
  const std::vector<int>& chosen = options.devices.gpus;
  return chosen.empty() ? "gpu" : fmt::format("{}", fmt::join(chosen, ","));
}

/// The run of this case alone, with what else chose it.
std::string run_line(const Case& c, const Options& options) {
  Words words = options.line.words;
  words.erase("--nsight");
  words["--device"] = {device_word(c, options)};
  words["--filter"] = {exactly(c.id())};
  words["--profile"] = {""};
  std::vector<std::string> line = command_line("run", words);
  line.front() = options.line.argv.front();
  return joined(line);
}

std::string nsys_line(const Case& c) {
  std::vector<std::string> words = {"nsys", "profile", "--output=" + c.id()};
  // Without a GPU nobody calls cudaProfilerStart: all of the run is recorded.
  if (c.device.kind == DeviceKind::cpu) {
    words.push_back("--trace=nvtx,osrt");
  } else {
    words.insert(words.end(), {"--trace=cuda,nvtx", "--capture-range=cudaProfilerApi",
                               "--capture-range-end=stop"});
  }
  return joined(words);
}

std::string ncu_line(const Case& c) {
  return joined({"ncu", "--export", c.id(), "--nvtx", "--nvtx-include",
                 fmt::format("warpmark@{}/measure/{}", c.id(), kRepetitionRange)});
}

}  // namespace

std::string shell_quoted(const std::string& word) {
  constexpr const char* kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./,:+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + '\'';
}

std::string nsight_lines(const std::vector<Case>& cases, const Options& options) {
  std::string text;
  for (const Case& c : cases) {
    const std::string run = ' ' + run_line(c, options) + '\n';
    text += (text.empty() ? "# " : "\n# ") + c.id() + '\n' + nsys_line(c) + run;
    if (c.device.kind == DeviceKind::gpu) text += ncu_line(c) + run;
  }
  return text;
}

}  // namespace warpmark
