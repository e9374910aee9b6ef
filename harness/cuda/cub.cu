#include "harness/cuda/cub.h"

#include <cub/version.cuh>

namespace warpmark {

std::string cub_version() {
  return "CUB " + std::to_string(CUB_MAJOR_VERSION) + '.' + std::to_string(CUB_MINOR_VERSION) +
         '.' + std::to_string(CUB_SUBMINOR_VERSION);
}

}  // namespace warpmark
