#pragma once

#include "harness/module.h"
#include "models/program.h"
#include "models/verification.h"

#include <string>

namespace warpmark::nn {

/// Makes the workloads of a benchmark of a recipe on a back end: in training a repetition is an
/// epoch or a step, in inference a batch of the test images.
Factory training_factory(const Recipe& recipe, Pass pass, Compile compile);

/// The same of a benchmark of models/recipes.h ("train_mnist", "infer_mnist"): for a path that is
/// made for one network. Throws std::invalid_argument where there is no such benchmark.
Factory training_factory(const std::string& benchmark, Compile compile);

/// The factories of all of them by "<benchmark>.<variant>": what a module hands over for a back end
/// that compiles any graph.
///
///     void training_cpu(Module& module) {
///       module.factories.merge(nn::training_factories("onednn", compile_cpu));
///     }
Factories training_factories(const std::string& variant, const Compile& compile);

}  // namespace warpmark::nn
