#pragma once

#include "harness/case.h"
#include "harness/environment.h"
#include "suites/options.h"
#include "suites/written_rows.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// Why a row is there although its case was not measured: the budget was spent.
inline constexpr const char* kLeftOut = "left out by --budget ";

/// Where a session's files are, and what is in them already.
struct ResultsFolder {
  std::filesystem::path path;
  std::vector<std::string> run_ids;  // of each run
  WrittenRows rows;                  // of a session that is taken up again
};

/// Makes the folder of a new session, --out or results/<utc>-<fingerprint>, with selection.jsonl in
/// it. Throws UsageError where it holds results already, WriteError.
ResultsFolder make_results_folder(const Options& options, const std::vector<Case>& cases,
                                  const Environment& environment);

/// Where engines that are chosen by timing are kept: --plans, or a file of the folder; empty where
/// none are. Throws InvalidInput where the file is there and holds something else, WriteError where
/// its folder is not there.
std::filesystem::path plan_file(const Options& options, const std::filesystem::path& folder);

/// Makes the folder of --out where it is not there. Throws UsageError where it holds results,
/// ending with `advice`; WriteError.
void create_chosen_folder(const std::filesystem::path& folder, const std::string& advice);

/// The options of a run that --resume takes up again: its own, and of those given now the ones that
/// do not say what is measured (--budget, --timeout, …). Throws UsageError for others that it did
/// not have, NotComparable where it was measured by another program, InvalidInput.
Options resumed_options(const Options& given);

/// Takes up the session in --resume: cuts off rows that are torn or were left out, and samples
/// without a row; gives the environment its identifiers. Throws NotComparable where machine or
/// cases are others than they were, InvalidInput; WriteError where another process is writing the
/// folder, in which nothing is changed then.
ResultsFolder reopen_results_folder(const Options& options, const std::vector<Case>& cases,
                                    Environment& environment);

/// Adds when, and by which command, the session was taken up again to env.json. Throws InvalidInput
/// where that holds something else, WriteError.
void note_resumption(const std::filesystem::path& folder, const Environment& now);

}  // namespace warpmark
