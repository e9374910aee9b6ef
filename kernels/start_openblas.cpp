#include "harness/error.h"
#include "kernels/openblas.h"

#include <cblas.h>

namespace warpmark {

std::string start_openblas(int threads) {
  constexpr int kOpenMp = 2;  // of openblas_get_parallel()
  if (openblas_get_parallel() != kOpenMp) throw Unsupported("OpenBLAS is not its OpenMP build");
  openblas_set_num_threads(threads);
  return std::string(openblas_get_config()) + ", " + openblas_get_corename();
}

}  // namespace warpmark
