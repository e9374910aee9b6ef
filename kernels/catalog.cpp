#include "kernels/catalog.h"

#include "kernels/ceilings/ceilings.h"
#include "kernels/gemm/gemm.h"
#include "kernels/reduce/reduce.h"
#include "kernels/softmax/softmax.h"
#include "kernels/stream/stream.h"
#include "kernels/transpose/transpose.h"

namespace warpmark {

std::vector<BenchmarkSpec> catalog() {
  return {
      stream_spec(), reduce_spec(), transpose_spec(), softmax_spec(), gemm_spec(), ceilings_spec(),
  };
}

}  // namespace warpmark
