#pragma once

#include "harness/index.h"

#include <omp.h>

namespace warpmark::nn::cpu {

/// One thread's part of work that all do together.
struct Part {
  Index number, of;
  Index begin(Index n) const { return n * number / of; }
  Index end(Index n) const { return n * (number + 1) / of; }
};

/// Of the calling thread, in a parallel region.
inline Part own_part() { return {omp_get_thread_num(), omp_get_num_threads()}; }

/// body(begin, end) for each thread's part of 0 … n, the parts whole grains.
template <class Body>
void in_parts(Index n, Index grain, int threads, const Body& body) {
  const Index grains = (n + grain - 1) / grain;
#pragma omp parallel num_threads(threads)
  {
    const Part part = own_part();
    body(part.begin(grains) * grain, part.end(grains) * grain);
  }
}

/// body(i) for i < n.
template <class Body>
void each_in_parallel(Index n, int threads, const Body& body) {
#pragma omp parallel for schedule(static) num_threads(threads)
  for (Index i = 0; i < n; ++i) body(i);
}

}  // namespace warpmark::nn::cpu
