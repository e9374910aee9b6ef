#include "harness/exit_status.h"
#include "suites/commands.h"
#include "suites/data.h"
#include "suites/exit.h"
#include "suites/run.h"
#include "suites/self_test.h"
#include "suites/worker.h"

#include <iostream>

namespace warpmark {
namespace {

int execute(const Options& options) {
  if (!options.help.empty()) {
    std::cout << options.help;
    return kSuccess;
  }
  if (options.command == Command::list || options.dry_run) return list(options);
  if (options.command == Command::worker) return worker(options);
  if (options.command == Command::data) return data(options);
  if (options.command == Command::selftest) return self_test(options);
  return options.command == Command::env ? env(options) : run(options);
}

}  // namespace
}  // namespace warpmark

int main(int argc, char** argv) {
  using namespace warpmark;
  return run_command([&] { return execute(parse_options(argc, argv)); });
}
