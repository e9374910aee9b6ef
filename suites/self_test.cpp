#include "suites/self_test.h"

#include "harness/environment.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/self_check.h"
#include "reports/self_test.h"
#include "suites/machine.h"
#include "suites/print.h"
#include "suites/shared_options.h"
#include "suites/threads.h"

#include <CLI/App.hpp>

#include <algorithm>

namespace warpmark {
namespace {

using Results = std::vector<CheckResult>;

void add(const std::vector<SelfCheck>& checks, Results& results) {
  for (const SelfCheck& check : checks) results.push_back(perform(check));
}

/// The checks of a GPU that is not there, by name where the module that has them can be opened.
void skip_gpu(Loader& loader, const std::string& reason, Results& results) {
  const auto skip = [&](Claim claim) {
    results.push_back({.claim = std::move(claim), .message = reason});
  };
  try {
    if (!loader.built("cuda")) return skip({.name = "gpu"});
    for (const SelfCheck& check : loader.open("cuda").self_checks(-1)) skip(check.claim);
  } catch (const Unsupported&) {  // which is the reason
    skip({.name = "gpu"});
  }
}

void check_device(const Device& device, const Gpus& gpus, int threads, Loader& loader,
                  Results& results) {
  if (device.kind == DeviceKind::cpu) return add(cpu_self_checks(threads), results);
  if (!device.present()) return skip_gpu(loader, gpus.absence, results);
  const std::size_t first = results.size();
  add(loader.open("cuda").self_checks(device.ordinal), results);
  for (std::size_t i = first; i < results.size(); ++i) results[i].devices = device.ordinals();
}

}  // namespace

void SelfTestCommand::declare(CLI::App& app) {
  add_device(app, options_.devices);
  add_threads(app, options_.threads);
  add_require_gpu(app, options_.require_gpu);
  app.add_flag("--json", options_.json, "Print JSON instead of a table");
}

int SelfTestCommand::execute(const CommandLine& line) {
  const int threads = settle_threads(options_.threads);
  Loader loader;
  const Gpus gpus = find_gpus(loader);
  if (options_.require_gpu) require_gpu(gpus.devices, gpus.absence);
  const Environment environment = query_environment(gpus.devices, gpus.absence, line.argv);
  Results results;
  add(stop_rule_self_checks(), results);
  for (const Device& device : resolve(options_.devices, static_cast<int>(gpus.devices.size()))) {
    check_device(device, gpus, threads, loader, results);
  }
  print(options_.json ? self_test_json(results, environment) : self_test_text(results));
  const bool failed = std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
    return result.verdict == Verdict::failed;
  });
  return failed ? kCaseFailed : kSuccess;
}

}  // namespace warpmark
