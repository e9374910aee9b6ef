#pragma once

#include "tests/error_rates/series.h"

#include <cstddef>
#include <cstdint>

namespace warpmark::error_rates {

/// Comparisons of so many cases with each other, as `warpmark compare` judges them.
struct Experiment {
  Source source;
  std::size_t runs = 8;      // a side
  double change = 0;         // of the first case's time: 0.05 is 5 % slower
  std::size_t cases = 10;    // of a comparison, independent of each other
  std::size_t trials = 100;  // comparisons
  std::uint64_t seed = 1;
  std::size_t confirm = 0;   // fresh runs a side that judge the candidates, as `ab` does; 0: none
  std::size_t pairs = 0;     // of runs that noise is known from, as `calibrate` does; 0: unknown
  std::size_t canaries = 0;  // of the machine
  double shift = 0;          // of the machine between the sides: 0.05 is 5 % slower, canaries too
};

/// What became of the changed case (of every comparison's first, also where `change` is 0) and of
/// the others.
struct Tally {
  std::size_t comparisons = 0;
  std::size_t unchanged = 0;       // cases, over all comparisons
  std::size_t significant = 0;     // of these, p ≤ 5 %, looked at alone
  std::size_t covered = 0;         // of these, the 95 % interval holds the true ratio
  std::size_t called_changed = 0;  // of these, `regressed` or `improved`
  std::size_t alarmed = 0;         // comparisons in which one of these was, or is `suspect`
  std::size_t found = 0;           // changed cases that are `regressed`
  std::size_t called_same = 0;     // changed cases that are `same`
  std::size_t suspected = 0;       // unchanged cases that are `suspect`
  std::size_t found_suspect = 0;   // changed cases that are
  std::size_t shifted = 0;         // comparisons whose canaries say that the machine changed
};

/// Timings are those of a GPU's kernels, whose margin is the narrow one, 3 %.
Tally simulate(const Experiment& experiment);

}  // namespace warpmark::error_rates
