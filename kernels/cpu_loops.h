#pragma once

#include "kernels/simd.h"

#include <functional>

// Loops over arrays, a vector at a time, with the elements left over one by one. The formula of a
// loop is a function of `at`, which reads an array at the current place: a vector or an element.
//
//   write_all<Store::cached>(c, n, threads, [=](auto at) { return at(a) + at(b); });
namespace warpmark {

/// out[i] = formula(at) for i < n.
template <Store kind, class T, class Formula>
void write_all(T* out, Index n, int threads, const Formula& formula) {
  const Index vectors = n / kLanes<T>;
#pragma omp parallel num_threads(threads)
  {
#pragma omp for schedule(static) nowait
    for (Index v = 0; v < vectors; ++v) {
      const Index i = v * kLanes<T>;
      store<kind>(out + i, formula([i](const T* array) { return load(array + i); }));
    }
    finish_stores<kind>();
  }
  for (Index i = vectors * kLanes<T>; i < n; ++i) {
    out[i] = formula([i](const T* array) { return array[i]; });
  }
}

/// The sum of formula(at) over i < n.
template <class T, class Formula>
T sum_all(Index n, int threads, const Formula& formula) {
  constexpr Index kChains = 4;  // independent sums, so that none waits for the addition before it
  constexpr Index kStep = kChains * kLanes<T>;
  const Index steps = n / kStep;
  T total = 0;
#pragma omp parallel num_threads(threads) reduction(+ : total)
  {
    Vector<T> sums[kChains] = {};
#pragma omp for schedule(static) nowait
    for (Index step = 0; step < steps; ++step) {
      for (Index chain = 0; chain < kChains; ++chain) {
        const Index i = step * kStep + chain * kLanes<T>;
        sums[chain] += formula([i](const T* array) { return load(array + i); });
      }
    }
    const Vector<T> sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    total += reduce<T>(sum, std::plus<>());
  }
  for (Index i = steps * kStep; i < n; ++i) {
    total += formula([i](const T* array) { return array[i]; });
  }
  return total;
}

}  // namespace warpmark
