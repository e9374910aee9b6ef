#include "models/backends/cuda/cuda_program.h"
#include "tests/cuda_on_cpu/vendor.h"
#include "tests/models/cuda_backend.h"

namespace warpmark {

nn::Compile nn::cuda_backend(const Tuning& tuning) {
  return [tuning](const Graph& graph, const ImageSet& images, const Build& build) {
    return make_cuda_program(graph, images, build, std::make_shared<emulation::LoopVendor>(),
                             tuning);
  };
}

}  // namespace warpmark
