#include "suites/env.h"

#include "harness/cpu_load.h"
#include "harness/environment.h"
#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "harness/preflight.h"
#include "suites/print.h"

namespace warpmark {

int EnvCommand::execute(const CommandLine& line) {
  Loader loader;
  const Gpus gpus = find_gpus(loader);
  Environment environment = query_environment(gpus.devices, gpus.absence, line.argv);
  query_load(environment);
  std::vector<int> ordinals;
  for (const DeviceInfo& gpu : gpus.devices) ordinals.push_back(gpu.ordinal);
  environment.warnings = preflight(environment, environment.cpu.usable_threads, ordinals);
  print(environment.json());
  return kSuccess;
}

}  // namespace warpmark
