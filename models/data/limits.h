#pragma once

#include "harness/index.h"

namespace warpmark::nn {

// What readers accept, some ten times the known data sets: a header cannot ask for more.
inline constexpr Index kMostImages = Index{1} << 20;
inline constexpr Index kMostSide = 1 << 10;          // pixels
inline constexpr Index kMostBytes = Index{1} << 30;  // of one file, inflated

}  // namespace warpmark::nn
