#pragma once

#include "kernels/simd_narrow.h"

#include <limits>

// Loops over whole vectors: arrays are filled up to one.
namespace warpmark::nn::cpu {

template <class T>
void relu(const T* x, Index begin, Index end, T* y) {
  for (Index i = begin; i < end; i += kLanes<float>)
    store_narrow<Store::cached>(y + i, maximum<float>(Vector<float>{}, load_wide(x + i)));
}

template <class T>
void relu_backward(const T* y, const T* dy, Index begin, Index end, T* dx) {
  for (Index i = begin; i < end; i += kLanes<float>) {
    const Vector<float> slope = load_wide(dy + i);
    store_narrow<Store::cached>(dx + i,
                                load_wide(y + i) > Vector<float>{} ? slope : Vector<float>{});
  }
}

template <class T>
void add(const T* a, const T* b, bool relu, Index begin, Index end, T* sum) {
  const Vector<float> least = broadcast(relu ? 0.0f : -std::numeric_limits<float>::infinity());
  for (Index i = begin; i < end; i += kLanes<float>) {
    store_narrow<Store::cached>(sum + i,
                                maximum<float>(least, load_wide(a + i) + load_wide(b + i)));
  }
}

}  // namespace warpmark::nn::cpu
