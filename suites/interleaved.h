#pragma once

#include "suites/session.h"
#include "suites/words.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// A program that measures, and the side it stands for: "base" or "new".
struct Contender {
  std::string side;
  std::filesystem::path program;
  bool keeps_plans = false;  // is to be given a file to keep its choices of engines in
};

/// Measures two programs in fresh processes, in the order A B B A A B B A …: a machine that drifts
/// favours neither. All runs belong to one session.
class Interleaved {
 public:
  /// `words`: what every `run` is told, in which --filter may be changed later. `folder`: of
  /// make_session_folder(). Throws UsageError where a program does not answer to --version; what it
  /// said is in a log in the folder.
  Interleaved(std::array<Contender, 2> sides, Words words, std::filesystem::path folder);

  /// From now on all runs take what one of them chose of cuDNN's engines, by a file in the folder.
  /// Programs whose `run` knows no --plans are left alone.
  void share_plans();

  Words& words() { return words_; }

  /// `runs` of each side, into `<folder>/<stage>/<side>/<number>`; `budget_s`: for all of them;
  /// none: any time. Cases that fail are in their rows. Throws ProgramFailed where a program ends
  /// otherwise, Interrupted; what was measured stays.
  void measure(int runs, const std::string& stage, std::optional<double> budget_s);

  /// Where the runs of a side are.
  std::filesystem::path runs_of(std::size_t side, const std::string& stage) const {
    return folder_ / stage / sides_.at(side).side;
  }

 private:
  std::vector<std::string> command(const Contender& side, const std::filesystem::path& out,
                                   std::optional<double> budget_s) const;
  void measure_one(const Contender& side, const std::filesystem::path& out,
                   std::optional<double> budget_s);

  void measure_or_tell(const Contender& side, const std::filesystem::path& out,
                       std::optional<double> budget_s);

  std::array<Contender, 2> sides_;
  Words words_;
  std::filesystem::path folder_;
  std::string session_id_;
};

/// Makes the folder `out`, or where that is empty results/<utc>-<what>. Throws UsageError where it
/// has runs of one of these stages, WriteError.
std::filesystem::path make_session_folder(const std::filesystem::path& out, const std::string& what,
                                          const std::vector<std::string>& stages);

/// Of the words of a command line, those that are told to `run`.
Words run_words(const Words& words);

}  // namespace warpmark
