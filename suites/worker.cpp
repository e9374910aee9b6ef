#include "suites/worker.h"

#include "harness/child_process.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/line_channel.h"
#include "harness/request.h"
#include "suites/selection.h"
#include "suites/threads.h"

#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <sys/prctl.h>

namespace warpmark {
namespace {

/// The worker goes with its supervisor, and before it: where memory runs out, the kernel shall not
/// take the process that keeps the results.
void be_expendable() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::ofstream("/proc/self/oom_score_adj") << 1000;
}

}  // namespace

RunOptions run_options(const Options& options, int threads) {
  return {.sampling = options.sampling,
          .threads = threads,
          .seed = static_cast<std::uint64_t>(options.seed),
          .profile = options.profile,
          .heuristics = options.heuristics,
          .checkpoints = options.checkpoints,
          .injections = options.injections};
}

void WorkerCommand::declare(CLI::App& app) {
  add_selection(app, options_);
  add_measuring(app, options_);
  add_session(app, options_);
}

int WorkerCommand::execute(const CommandLine& line) {
  Options options = settled(options_, line);
  options.in_process = true;  // cases come to life here
  be_expendable();
  ::fcntl(ChildProcess::kChannel, F_SETFD, FD_CLOEXEC);
  LineChannel channel{Descriptor(ChildProcess::kChannel)};
  const int threads = settle_threads(options.threads);
  Loader loader;
  const std::vector<BenchmarkSpec> catalog = load_catalog(options, loader);
  const Gpus gpus = find_gpus(loader);
  Runner runner(run_options(options, threads), query_environment(gpus.devices, gpus.absence, {}),
                loader);
  if (!channel.send(to_json_line(gpus))) throw UsageError("only `run` starts a worker");
  do {
    while (const auto line = channel.next()) {
      const Request request = request_from_json_line(*line, catalog);
      runner.keep_plans(request.plans);
      channel.send(to_json_line(runner.measure(request.c)));
    }
  } while (channel.fill());
  return kSuccess;
}

}  // namespace warpmark
