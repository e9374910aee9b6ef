#pragma once

#include "harness/device.h"
#include "harness/spec.h"
#include "models/recipes.h"

#include <functional>

namespace warpmark::nn {

/// What a pass of a network needs of a machine, from its graph.
struct Needs {
  Pass pass = Pass::training;
  double flops = 0;           // for an image
  double parameters = 0;      // elements
  double alive = 0, all = 0;  // elements for an image: at most at once; of all values together
  double image_bytes = 0;
  double images = 0;          // of the data set
  Index verified_images = 0;  // that differ
};

Needs needs_of(const Recipe& recipe, Pass pass);

/// The needs at a point of the benchmark, all of them known beforehand.
using NeedsAt = std::function<Needs(const Params& point)>;
NeedsAt needs_at(const Recipe& recipe, Pass pass);

/// Of `images` images in `steps` steps. Bytes are what has to come from memory and go there, were
/// everything between the layers kept in registers: images; parameters, read in inference, read and
/// written with their velocities in training.
Work work(const Needs& needs, double images, double steps);

/// The most that is needed at once: by the timed program and the one that is verified, and by what
/// verifies it (docs/training.md, 'Memory').
Footprint footprint(const Needs& needs, DeviceKind device, const Params& point);

}  // namespace warpmark::nn
