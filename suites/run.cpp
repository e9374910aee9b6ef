#include "suites/run.h"

#include "harness/cpu_load.h"
#include "harness/engine.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/interrupt.h"
#include "harness/worker_executor.h"
#include "reports/console.h"
#include "reports/environment_json.h"
#include "reports/fan_out.h"
#include "reports/results_csv.h"
#include "reports/samples_csv.h"
#include "suites/exit.h"
#include "suites/machine.h"
#include "suites/recorder.h"
#include "suites/selection.h"
#include "suites/threads.h"
#include "suites/tracer.h"
#include "suites/worker.h"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>
#include <set>
#include <unistd.h>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// Creates the folder that the files go to: --out, or results/<utc>-<fingerprint>.
fs::path make_folder(const Options& options, const Environment& environment) {
  fs::path folder = options.out;
  if (folder.empty()) {
    std::string utc = environment.started_utc;
    std::erase_if(utc, [](char c) { return c == '-' || c == ':'; });
    folder = fs::path("results") / (utc + '-' + environment.fingerprint());
  }
  if (fs::exists(folder / "results.csv")) {
    throw UsageError("--out " + folder.string() + " already holds a results.csv");
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw WriteError(folder.string() + ": cannot create: " + error.message());
  return folder;
}

/// samples.csv before results.csv: a row of the one has its samples in the other.
FanOut make_reports(const fs::path& folder, const std::vector<BenchmarkSpec>& catalog) {
  const DeclaredColumns columns = declared_columns(catalog);
  std::vector<std::unique_ptr<Report>> reports;
  reports.push_back(std::make_unique<EnvironmentJson>(folder / "env.json"));
  reports.push_back(std::make_unique<SamplesCsv>(folder / "samples.csv", columns.counters));
  reports.push_back(std::make_unique<ResultsCsv>(folder / "results.csv", columns));
  reports.push_back(std::make_unique<Console>(std::cout, query_terminal(STDOUT_FILENO)));
  return FanOut(std::move(reports));
}

/// `listener`: hears of the ranges where cases run in this process.
std::unique_ptr<Executor> make_executor(const Options& options, int threads, Loader& loader,
                                        RangeListener* listener) {
  const auto seed = static_cast<std::uint64_t>(options.seed);
  if (!options.in_process) {
    return std::make_unique<WorkerExecutor>(command_line("worker", options.words),
                                            RowOrigin{threads, seed});
  }
  const Gpus gpus = find_gpus(loader);
  return std::make_unique<Runner>(run_options(options, threads),
                                  query_environment(gpus.devices, gpus.absence, {}), loader,
                                  listener);
}

/// All runs of a session. Returns how many rows there were.
int measure(const std::vector<Case>& cases, const Options& options, std::string run_id,
            Recorder& recorder) {
  int rows = 0;
  for (int index = 0; index < options.runs; ++index) {
    recorder.begin_run(index, index > 0 ? new_id('r') : run_id);
    rows +=
        run_engine(cases, options.engine_flags, [&](const Case& c) { return recorder.record(c); });
  }
  return rows;
}

/// The ordinals of the GPUs that cases run on.
std::vector<int> gpus_of(const std::vector<Case>& cases) {
  std::set<int> ordinals;
  for (const Case& c : cases) {
    if (c.device.kind == DeviceKind::gpu && c.device.present()) ordinals.insert(c.device.ordinal);
  }
  return {ordinals.begin(), ordinals.end()};
}

bool has_flag(const std::vector<std::string>& flags, const std::string& name) {
  return std::any_of(flags.begin(), flags.end(),
                     [&](const std::string& flag) { return flag.starts_with(name); });
}

}  // namespace

int run(const Options& options) {
  const int threads = settle_threads(options.threads);
  Loader loader;
  const std::vector<BenchmarkSpec> catalog = load_catalog(options.modules, loader);
  watch_signals();
  Timeline timeline;
  const bool traced = !options.trace.empty();
  const auto executor = make_executor(options, threads, loader, traced ? &timeline : nullptr);
  Environment environment = executor->environment();
  if (options.require_gpu && environment.gpus.empty()) {
    throw NothingRan("no GPU: " + environment.gpu_absence);
  }
  const auto cases =
      choose_cases(catalog, options, static_cast<int>(environment.gpus.size()), loader);
  if (has_flag(options.engine_flags, "--benchmark_list_tests")) {
    return run_engine(cases, options.engine_flags, {}), kSuccess;
  }

  environment.command = options.command_line;
  query_load(environment);
  check_machine(environment, threads, gpus_of(cases), options.strict, std::cerr);
  const fs::path folder = make_folder(options, environment);
  FanOut reports = make_reports(folder, catalog);
  Progress progress(std::cerr, query_terminal(STDERR_FILENO), cases, options.runs);
  std::optional<Tracer> tracer;
  if (traced) tracer.emplace(options.trace, *executor, timeline, cases, loader);
  Recorder recorder(tracer ? *tracer : *executor, reports, progress, environment.session_id);
  int rows = 0;
  try {
    reports.begin(environment);
    rows = measure(cases, options, environment.run_id, recorder);
  } catch (const Interrupted&) {
    progress.clear();
    reports.end();
    std::cerr << "warpmark: the rows so far are in " << folder.string() << std::endl;
    throw;
  }
  reports.end();
  std::cerr << "warpmark: results are in " << folder.string() << std::endl;
  if (rows == 0) throw NothingRan("no case matched the --benchmark_filter");
  return recorder.failed() > 0 ? kCaseFailed : kSuccess;
}

}  // namespace warpmark
