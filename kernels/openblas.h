#pragma once

#include <string>

namespace warpmark {

/// Makes OpenBLAS use `threads` threads and returns its version and the kernels it chose. Throws
/// Unsupported unless it is the build that shares OpenMP's threads: another would bring its own.
std::string start_openblas(int threads);

}  // namespace warpmark
