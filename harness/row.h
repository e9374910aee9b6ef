#pragma once

#include "harness/case.h"
#include "harness/energy.h"
#include "harness/environment.h"
#include "harness/result.h"
#include "harness/sampler.h"

namespace warpmark {

/// Which process a row comes from.
struct RowOrigin {
  int threads = 1;
  std::uint64_t seed = 0;
  int ranks = 1, rank = 0;
};

/// The row of a case before anything was measured: what and where. Session and run are filled in by
/// who keeps them.
Result blank_row(const Case& c, const RowOrigin& origin, const Environment& environment);

/// Times, samples and the device's conditions, with a message where these disturbed too many of the
/// samples; no times where no sample is valid.
void fill_statistics(const Series& series, Result& row);

/// Work per second at the median time; a rate is only there where the work says what it counts.
void fill_rates(Result& row);

/// Counters that the harness may add to any row, whatever its spec declares.
std::vector<std::string> harness_counters();
/// Energy of a repetition, work per joule, and the mean power instead of the one that was polled.
void fill_energy(const Energy& energy, Result& row);

/// Throws std::logic_error for a counter, also of a sample, that the spec does not declare.
void fill_counters(const BenchmarkSpec& spec, const Counters& observed, Result& row);

}  // namespace warpmark
