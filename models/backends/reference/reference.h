#pragma once

#include "models/program.h"

namespace warpmark::nn {

/// The meaning of a graph: every op as the loop that its definition is, in double precision, the
/// same bits for any number of threads. Slow; what the other back ends are held against. Takes
/// DType::fp64 alone; every value can be fetched. Throws std::invalid_argument where the graph does
/// not fit the images.
std::unique_ptr<Program> compile_reference(const Graph& graph, const ImageSet& images,
                                           const Build& build);

}  // namespace warpmark::nn
