#pragma once

#include "harness/inject.h"
#include "harness/sampler.h"
#include "harness/timing.h"
#include "suites/command.h"
#include "suites/device_option.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace warpmark {

/// What `list`, `run` and its worker are told, not yet held against the catalog or this machine.
struct Options {
  CommandLine line;

  std::vector<std::string> suites;  // none: `quick`
  std::string filter;
  std::vector<std::string> axes;
  std::vector<Timing> timings;
  DeviceChoice devices;
  std::vector<std::filesystem::path> modules;

  int runs = 1;
  SamplingPolicy sampling;
  std::optional<double> max_time_s;  // none: the suite's
  std::optional<int> threads;        // none: OMP_NUM_THREADS, else the cores that may be used
  std::int64_t seed = 1;
  std::filesystem::path out;           // empty: results/<utc>-<fingerprint>
  std::filesystem::path data;          // empty: $WARPMARK_DATA, or ./data
  std::filesystem::path checkpoints;   // empty: none are kept
  std::filesystem::path plans;         // empty: in the folder of the results
  bool heuristics = false;             // libraries choose by their rules: no plans are kept
  std::optional<std::int64_t> epochs;  // none: the suite's
  bool validate = false;
  std::filesystem::path resume;     // the folder of a run to go on with; empty: a new one
  std::optional<double> timeout_s;  // of a case, beyond its sampling; 0: any; none: its spec's
  std::string budget;               // as it was given; empty: none
  double budget_s = 0;              // for all runs together
  std::vector<Injection> injections;
  bool dry_run = false, require_gpu = false, strict = false;
  bool no_ceilings = false;
  bool in_process = false;      // also with --profile
  bool profile = false;         // also with --trace
  std::filesystem::path trace;  // empty: none
};

/// The options that choose cases.
void add_selection(CLI::App& app, Options& options);

/// The options that say how cases are measured.
void add_measuring(CLI::App& app, Options& options);

/// The options of one session: how often, where results go, and what else it is to do.
void add_session(CLI::App& app, Options& options);

/// What parsing `line` set, with what options mean for each other. Throws UsageError for those that
/// do not go together.
Options settled(Options options, const CommandLine& line);

}  // namespace warpmark
