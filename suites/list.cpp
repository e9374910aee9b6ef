#include "suites/list.h"

#include "harness/exit_status.h"
#include "harness/gpus.h"
#include "suites/machine.h"
#include "suites/nsight.h"
#include "suites/print.h"
#include "suites/selection.h"

#include <CLI/App.hpp>

namespace warpmark {
namespace {

/// Prints what `text_of` makes of the cases chosen.
int print_cases(const Options& options,
                const std::function<std::string(const std::vector<Case>&)>& text_of) {
  Loader loader;
  const std::vector<BenchmarkSpec> catalog = load_catalog(options, loader);
  constexpr int kGpus = 0, kThreads = 1;  // whose numbers are no part of a name
  print(text_of(choose_cases(catalog, options, kGpus, kThreads, loader)));
  return kSuccess;
}

std::string ids(const std::vector<Case>& cases) {
  std::string lines;
  for (const Case& c : cases) lines += c.id() + '\n';
  return lines;
}

}  // namespace

void ListCommand::declare(CLI::App& app) {
  add_selection(app, options_);
  app.add_flag("--nsight", nsight_,
               "Print the command lines that profile each case with Nsight Systems and Nsight "
               "Compute");
}

int ListCommand::execute(const CommandLine& line) {
  const Options options = settled(options_, line);
  if (!nsight_) return print_cases(options, ids);
  return print_cases(options,
                     [&](const std::vector<Case>& cases) { return nsight_lines(cases, options); });
}

int dry_run(const Options& options) {
  if (options.require_gpu) {
    Loader loader;
    const Gpus gpus = find_gpus(loader);
    require_gpu(gpus.devices, gpus.absence);
  }
  return print_cases(options, ids);
}

}  // namespace warpmark
