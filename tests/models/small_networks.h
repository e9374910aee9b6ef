#pragma once

#include "models/trainer.h"

#include <map>
#include <string>

namespace warpmark::nn {

/// Networks that are computed in no time and hold every group of nodes that a GPU's back end knows.
const std::map<std::string, Network>& small_networks();

}  // namespace warpmark::nn
