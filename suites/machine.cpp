#include "suites/machine.h"

#include "harness/preflight.h"
#include "suites/exit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace warpmark {

void check_machine(Environment& environment, int threads, const std::vector<int>& gpus, bool strict,
                   std::ostream& out) {
  environment.warnings = preflight(environment, threads, gpus);
  std::vector<std::string> codes;
  for (const Warning& warning : environment.warnings) {
    out << fmt::format("warpmark: {}: {}; {}\n", warning.note ? "note" : "warning", warning.message,
                       warning.advice);
    if (!warning.note) codes.push_back(warning.code);
  }
  out.flush();
  if (strict && !codes.empty()) {
    throw Inconclusive(fmt::format("--strict: {}: nothing was measured", fmt::join(codes, ", ")));
  }
}

void require_gpu(const std::vector<DeviceInfo>& gpus, const std::string& absence) {
  if (gpus.empty()) throw NothingRan("--require-gpu: no GPU: " + absence);
}

}  // namespace warpmark
