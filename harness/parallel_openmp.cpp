#include "harness/index.h"

#include <omp.h>

#include <algorithm>
#include <exception>
#include <functional>

using warpmark::Index;

/// What parallel_ranges() calls.
extern "C" void warpmark_parallel_ranges(Index n, int threads, Index grain,
                                         const std::function<void(Index, Index)>& body) {
  const Index grains = (n + grain - 1) / grain;
  std::exception_ptr failure;
#pragma omp parallel num_threads(threads)
  {
    const Index part = omp_get_thread_num(), parts = omp_get_num_threads();
    const Index begin = std::min(n, grains * part / parts * grain);
    const Index end = std::min(n, grains * (part + 1) / parts * grain);
    try {
      if (begin < end) body(begin, end);
    } catch (...) {
#pragma omp critical(warpmark_parallel_failure)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}
