#include "suites/self_test.h"

#include "harness/environment.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/self_check.h"
#include "reports/self_test.h"
#include "suites/exit.h"
#include "suites/threads.h"

#include <algorithm>
#include <iostream>

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

int self_test(const Options& options) {
  const int threads = settle_threads(options.threads);
  Loader loader;
  const Gpus gpus = find_gpus(loader);
  if (options.require_gpu && gpus.devices.empty()) throw NothingRan("no GPU: " + gpus.absence);
  const Environment environment =
      query_environment(gpus.devices, gpus.absence, options.command_line);
  Results results;
  add(stop_rule_self_checks(), results);
  for (const Device& device : resolve(options.devices, static_cast<int>(gpus.devices.size()))) {
    check_device(device, gpus, threads, loader, results);
  }
  const std::string text =
      options.json ? self_test_json(results, environment) : self_test_text(results);
  if (!(std::cout << text << std::flush)) throw WriteError("standard output: cannot write");
  const bool failed = std::any_of(results.begin(), results.end(), [](const CheckResult& result) {
    return result.verdict == Verdict::failed;
  });
  return failed ? kCaseFailed : kSuccess;
}

}  // namespace warpmark
