#pragma once

#include <cub/version.cuh>

#include <string>

#include "harness/cuda/check.h"

namespace warpmark {

/// "CUB 3.0.1"
inline std::string cub_version() {
  return "CUB " + std::to_string(CUB_MAJOR_VERSION) + '.' + std::to_string(CUB_MINOR_VERSION) +
         '.' + std::to_string(CUB_SUBMINOR_VERSION);
}

}  // namespace warpmark
