#pragma once

#include "harness/verify.h"
#include "harness/workload.h"
#include "models/program.h"
#include "models/recipes.h"

#include <memory>

namespace warpmark::nn {

/// Whose repetition is one batch of the test images, forward, batch norm folded. Throws Unsupported
/// where there are fewer images.
std::unique_ptr<Workload> make_inference_workload(const Recipe& recipe, const Compile& compile,
                                                  const Point& point, const Context& context);

}  // namespace warpmark::nn
