#include "suites/commands.h"

#include "harness/cpu_load.h"
#include "harness/environment.h"
#include "harness/error.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/preflight.h"
#include "suites/nsight.h"
#include "suites/selection.h"

#include <iostream>

namespace warpmark {
namespace {

int print(const std::string& text) {
  if (!(std::cout << text << std::flush)) throw WriteError("standard output: cannot write");
  return kSuccess;
}

}  // namespace

int list(const Options& options) {
  Loader loader;
  const std::vector<BenchmarkSpec> catalog = load_catalog(options, loader);
  const std::vector<Case> cases = choose_cases(catalog, options, 0, loader);
  if (options.nsight) return print(nsight_lines(cases, options));
  std::string lines;
  for (const Case& c : cases) lines += c.id() + '\n';
  return print(lines);
}

int env(const Options& options) {
  Loader loader;
  const Gpus gpus = find_gpus(loader);
  Environment environment = query_environment(gpus.devices, gpus.absence, options.command_line);
  query_load(environment);
  std::vector<int> ordinals;
  for (const DeviceInfo& gpu : gpus.devices) ordinals.push_back(gpu.ordinal);
  environment.warnings = preflight(environment, environment.cpu.usable_threads, ordinals);
  return print(environment.json());
}

}  // namespace warpmark
