#pragma once

#include <string>
#include <vector>

namespace warpmark::nn {

/// The orders that the threads of a block can be made to run in: the emulated GPU's, the usual one
/// first. A GPU has an order of its own, the only one here.
std::vector<std::string> thread_orders();

/// In which one they run from now on.
void run_threads(const std::string& order);

}  // namespace warpmark::nn
