#pragma once

#include "models/program.h"

namespace warpmark::nn {

/// Trains the steps of the first epoch from a state that has velocities, `at_once` of them in each
/// call.
State train_epoch(Program& program, const State& from, Index steps, Index at_once);

void expect_same_bits(const State& got, const State& expected);

/// Trains an epoch in one call, its steps one by one, and kernel by kernel, as it is done where
/// somebody listens to its phases: the same bits, and all phases are heard.
void expect_captured_is_eager(const Compile& compile, const Graph& training, const ImageSet& images,
                              const Build& build, const State& state);

}  // namespace warpmark::nn
