#pragma once

#include "harness/case.h"
#include "harness/loader.h"
#include "suites/options.h"

#include <optional>
#include <vector>

namespace warpmark {

/// Seconds that all steps of a case may take together; 0: any time. `beyond_sampling_s`: what the
/// user allows beyond the case's max_time_s, 0 for any time; none: what its spec says, or 300.
double timeout_of(const Case& c, const std::optional<double>& beyond_sampling_s);

/// The benchmarks of the program, kernels and networks, then those of the user's modules. Looks for
/// data sets, but reads none. Throws UsageError for two of the same name.
std::vector<BenchmarkSpec> load_catalog(const Options& options, Loader& loader);

/// The cases that the options choose, on a machine with `gpus` GPUs, those of the CPU on `threads`
/// threads; each once, however many suites have it. Benchmarks of users' modules make up the suite
/// `modules`. The catalog must outlive the cases. Throws UsageError for what does not exist,
/// NothingRan where nothing matches.
std::vector<Case> choose_cases(const std::vector<BenchmarkSpec>& catalog, const Options& options,
                               int gpus, int threads, const Loader& loader);

}  // namespace warpmark
