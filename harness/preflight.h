#pragma once

#include "harness/environment.h"

#include <vector>

namespace warpmark {

/// What is wrong with a machine for measuring on it: with its CPU, which feeds the GPUs too, for
/// `threads` threads, and with its GPUs of these ordinals. GPUs of the same fault share a warning.
/// What is not known warns of nothing. docs/method.md lists the codes.
std::vector<Warning> preflight(const Environment& environment, int threads,
                               const std::vector<int>& gpus);

}  // namespace warpmark
