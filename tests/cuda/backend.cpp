#include "models/backends/cuda/compile_cuda.h"
#include "tests/models/cuda_backend.h"

namespace warpmark {

nn::Compile nn::cuda_backend(const Tuning& tuning) { return make_compile_cuda(tuning); }

}  // namespace warpmark
