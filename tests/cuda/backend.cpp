#include "models/backends/cuda/compile_cuda.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/cuda_threads.h"

namespace warpmark {

nn::Compile nn::cuda_backend(const Tuning& tuning) { return make_compile_cuda(tuning); }

std::vector<std::string> nn::thread_orders() { return {"gpu"}; }
void nn::run_threads(const std::string&) {}

}  // namespace warpmark
