#include "suites/run.h"

#include "harness/cpu_load.h"
#include "harness/engine.h"
#include "harness/engine_flags.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/interrupt.h"
#include "harness/wall_clock.h"
#include "harness/worker_executor.h"
#include "reports/canaries.h"
#include "reports/console.h"
#include "reports/environment_json.h"
#include "reports/fan_out.h"
#include "reports/html/report.h"
#include "reports/results_csv.h"
#include "reports/samples_csv.h"
#include "suites/canaries.h"
#include "suites/exit.h"
#include "suites/list.h"
#include "suites/machine.h"
#include "suites/recorder.h"
#include "suites/results_folder.h"
#include "suites/selection.h"
#include "suites/session.h"
#include "suites/threads.h"
#include "suites/tracer.h"
#include "suites/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <set>
#include <unistd.h>

namespace warpmark {
namespace {

/// `listener`: hears of the ranges where cases run in this process.
std::unique_ptr<Executor> make_executor(const Options& options, const RowOrigin& origin,
                                        Loader& loader, RangeListener* listener) {
  if (!options.in_process) {
    return std::make_unique<WorkerExecutor>(command_line("worker", options.line.words), origin);
  }
  const Gpus gpus = find_gpus(loader);
  return std::make_unique<Runner>(run_options(options, origin.threads),
                                  query_environment(gpus.devices, gpus.absence, {}), loader,
                                  listener);
}

/// samples.csv before results.csv: a row of the one has its samples in the other.
FanOut make_files(const ResultsFolder& folder, const std::vector<BenchmarkSpec>& catalog,
                  bool resumed) {
  const auto existing = resumed ? TextFile::Existing::keep : TextFile::Existing::empty;
  const DeclaredColumns columns = declared_columns(catalog);
  std::vector<std::unique_ptr<Report>> files;
  if (!resumed) files.push_back(std::make_unique<EnvironmentJson>(folder.path / "env.json"));
  files.push_back(
      std::make_unique<SamplesCsv>(folder.path / "samples.csv", columns.counters, existing));
  files.push_back(std::make_unique<ResultsCsv>(folder.path / "results.csv", columns, existing));
  return FanOut(std::move(files));
}

/// What is printed, and what is made of the files at the end: env.json is added to, report.html
/// drawn.
FanOut make_screen(const std::filesystem::path& folder) {
  std::vector<std::unique_ptr<Report>> screen;
  screen.push_back(std::make_unique<Console>(std::cout, query_terminal(STDOUT_FILENO)));
  screen.push_back(std::make_unique<CanaryReport>(folder / "env.json", std::cerr));
  screen.push_back(std::make_unique<html::ReportFile>(folder));
  return FanOut(std::move(screen));
}

/// None where rows are profiled, whose times mean nothing.
std::vector<Case> find_canaries(const std::vector<Case>& cases,
                                const std::vector<BenchmarkSpec>& catalog, const Options& options,
                                int threads, const Loader& loader) {
  if (options.no_ceilings || options.profile) return {};
  const auto built = [&](const std::string& module) { return loader.built(module); };
  std::vector<Case> canaries = canaries_for(cases, catalog, threads, built);
  for (Case& c : canaries) c.timeout_s = timeout_of(c, options.timeout_s);
  return canaries;
}

/// All runs of a session. Returns how many rows there were.
int measure(const std::vector<Case>& cases, const Options& options,
            const std::vector<std::string>& run_ids, Recorder& recorder) {
  int rows = 0;
  const WallClock clock;
  for (int index = 0; index < options.runs; ++index) {
    std::optional<Budget> budget;
    if (options.budget_s > 0) {
      const double share = (options.budget_s - clock.seconds()) / (options.runs - index);
      const auto asking =
          std::count_if(cases.begin(), cases.end(), [](const Case& c) { return !is_canary(c); });
      budget.emplace(share, static_cast<std::size_t>(asking), [clock] { return clock.seconds(); });
    }
    recorder.begin_run(index, run_ids.at(static_cast<std::size_t>(index)), std::move(budget));
    rows += run_engine(cases, options.line.engine_flags,
                       [&](const Case& c) { return recorder.record(c); });
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

void tell(const std::string& line) { std::cerr << "warpmark: " << line << std::endl; }

void tell_left_out(const Options& options, const std::map<std::string, int>& left_out) {
  int total = 0;
  std::string benchmarks;
  for (const auto& [benchmark, count] : left_out) {
    total += count;
    benchmarks += fmt::format("{} {} {}", benchmarks.empty() ? ":" : ",", benchmark, count);
  }
  if (total > 0) {
    tell(fmt::format("--budget {} left {} cases out{}", options.budget, total, benchmarks));
  }
}

/// Throws UsageError for an injection that meets no case: its test would show nothing.
void announce(const std::vector<Injection>& injections, const std::vector<Case>& cases) {
  for (const Injection& injection : injections) {
    const auto met = std::count_if(cases.begin(), cases.end(), [&](const Case& c) {
      return find_injection(injections, c.id()) == &injection;
    });
    if (met == 0) throw UsageError("--inject " + injection.name + " meets no case");
    tell(fmt::format("{} is injected into {} cases", injection.name, met));
  }
}

void make_checkpoint_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  if (error) {
    throw WriteError("--checkpoint " + folder.string() + ": cannot create: " + error.message());
  }
}

/// What `run` is given: cases, and where they are measured.
struct Session {
  const Options& options;
  const std::vector<BenchmarkSpec>& catalog;
  const std::vector<Case>& cases;     // canaries included
  const std::vector<Case>& canaries;  // each once
  const RowOrigin& origin;
  Executor& executor;
  const JoinedSession& joined;
};

void join(Environment& environment, const JoinedSession& session) {
  if (!session.session_id.empty()) environment.session_id = session.session_id;
  environment.side = session.side;
}

int run_session(const Session& session) {
  const Options& options = session.options;
  Environment environment = session.executor.environment();
  environment.command = options.line.argv;
  join(environment, session.joined);
  query_load(environment);
  check_machine(environment, session.origin.threads, gpus_of(session.cases), options.strict,
                std::cerr);
  const bool resumed = !options.resume.empty();
  ResultsFolder folder = resumed ? reopen_results_folder(options, session.cases, environment)
                                 : make_results_folder(options, session.cases, environment);
  session.executor.keep_plans(plan_file(options, folder.path));
  FanOut files = make_files(folder, session.catalog, resumed);
  if (resumed) note_resumption(folder.path, environment);
  FanOut screen = make_screen(folder.path);
  Progress progress(std::cerr, query_terminal(STDERR_FILENO), session.cases, options.runs);
  Recorder recorder({session.executor, files, screen, progress, environment, session.origin,
                     options.injections, session.canaries},
                    std::move(folder.rows));
  int rows = 0;
  try {
    files.begin(environment);
    screen.begin(environment);
    rows = measure(session.cases, options, folder.run_ids, recorder);
  } catch (const Interrupted&) {
    progress.clear();
    files.end();
    screen.end();
    tell("the rows so far are in " + folder.path.string());
    throw;
  }
  recorder.write_left_out(kLeftOut + options.budget);
  files.end();
  screen.end();
  tell_left_out(options, recorder.left_out());
  tell("results are in " + folder.path.string());
  if (rows == 0) throw NothingRan("no case matched the --benchmark_filter");
  return recorder.failed() > 0 ? kCaseFailed : kSuccess;
}

int run(const Options& options) {
  const RowOrigin origin{settle_threads(options.threads), static_cast<std::uint64_t>(options.seed)};
  const JoinedSession joined = take_session();
  Loader loader;
  const std::vector<BenchmarkSpec> catalog = load_catalog(options, loader);
  watch_signals();
  Timeline timeline;
  const bool traced = !options.trace.empty();
  const auto executor = make_executor(options, origin, loader, traced ? &timeline : nullptr);
  const Environment& machine = executor->environment();
  if (options.require_gpu) require_gpu(machine.gpus, machine.gpu_absence);
  auto cases =
      choose_cases(catalog, options, static_cast<int>(machine.gpus.size()), origin.threads, loader);
  make_checkpoint_folder(options.checkpoints);
  if (options.budget_s > 0) cases = by_priority(std::move(cases));
  if (has_flag(options.line.engine_flags, "--benchmark_list_tests")) {
    return run_engine(cases, options.line.engine_flags, {}), kSuccess;
  }
  if (!options.plans.empty()) plan_file(options, {});
  const auto canaries = find_canaries(cases, catalog, options, origin.threads, loader);
  cases = with_canaries(cases, canaries);
  announce(options.injections, cases);
  if (!traced) return run_session({options, catalog, cases, canaries, origin, *executor, joined});
  Tracer tracer(options.trace, *executor, timeline, cases, loader);
  return run_session({options, catalog, cases, canaries, origin, tracer, joined});
}

}  // namespace

void RunCommand::declare(CLI::App& app) {
  add_selection(app, options_);
  add_measuring(app, options_);
  add_session(app, options_);
}

int RunCommand::execute(const CommandLine& line) {
  const Options given = settled(options_, line);
  if (given.dry_run) return dry_run(given);
  return run(given.resume.empty() ? given : resumed_options(given));
}

}  // namespace warpmark
