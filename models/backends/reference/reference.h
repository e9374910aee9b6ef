#pragma once

#include "models/program.h"

#include <functional>
#include <span>

namespace warpmark::nn {

/// The meaning of a graph: every op as the loop that its definition is, in double precision, the
/// same bits for any number of threads. Slow; what the other back ends are held against. Takes
/// DType::fp64 alone; every value can be fetched. Throws std::invalid_argument where the graph does
/// not fit the images.
std::unique_ptr<Program> compile_reference(const Graph& graph, const ImageSet& images,
                                           const Build& build);

/// The same, whose images and batched values are changed as soon as they are known: what becomes of
/// errors that are made on the way (D. S. Parker, Monte Carlo Arithmetic, UCLA CSD-970002, 1997).
using Disturb = std::function<void(std::span<double> values)>;
std::unique_ptr<Program> compile_disturbed_reference(const Graph& graph, const ImageSet& images,
                                                     const Build& build, Disturb disturb);

}  // namespace warpmark::nn
