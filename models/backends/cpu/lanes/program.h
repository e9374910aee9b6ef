#pragma once

#include "models/program.h"

#include <memory>

namespace warpmark::nn::cpu {

/// Can `compile_lanes` take it, and is it the faster way? Where channels are too few to fill a
/// vector or a matrix kernel, and images enough to fill the lanes.
bool suits_lanes(const Graph& graph, const Build& build);

/// A program in fp32 whose vectors hold the same element of as many images. Each thread takes
/// blocks of images through the whole network and back with what it needs in its own cache; the
/// threads meet twice a step, before and after the update of the parameters.
std::unique_ptr<Program> compile_lanes(const Graph& graph, const ImageSet& images,
                                       const Build& build);

}  // namespace warpmark::nn::cpu
