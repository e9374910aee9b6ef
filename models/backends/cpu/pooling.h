#pragma once

#include "kernels/simd_narrow.h"
#include "models/backends/cpu/taps.h"

#include <algorithm>
#include <limits>
#include <utility>

// Pooling of one plane: (rows, columns) of vectors, a channel's images or an image's channels. Two
// neighbouring positions are `pixel` elements apart, everywhere.
namespace warpmark::nn::cpu {

struct Pooling {
  Pooling(Taps of_rows, Taps of_columns)
      : rows(std::move(of_rows)),
        columns(std::move(of_columns)),
        tiles(rows.tile() && columns.tile()) {}

  Taps rows, columns;
  bool tiles;  // the windows cover the input, and no position twice

  /// visit(input position) for each position of the window of output (p, q), in row-major order.
  template <class Visit>
  void window(Index p, Index q, const Visit& visit) const {
    for (Index r = 0; r < rows.window(); ++r) {
      const Index row = rows.of(p)[r];
      if (row < 0) continue;
      for (Index s = 0; s < columns.window(); ++s) {
        const Index column = columns.of(q)[s];
        if (column >= 0) visit(row * columns.in() + column);
      }
    }
  }

  template <class Visit>
  void each_output(const Visit& visit) const {
    for (Index p = 0; p < rows.out(); ++p) {
      for (Index q = 0; q < columns.out(); ++q) visit(p, q, p * columns.out() + q);
    }
  }

  Index inputs() const { return rows.in() * columns.in(); }
  Index outputs() const { return rows.out() * columns.out(); }
};

template <class T>
void max_pool(const Pooling& pooling, Index pixel, const T* x, T* y) {
  pooling.each_output([&](Index p, Index q, Index to) {
    Vector<float> largest = broadcast(-std::numeric_limits<float>::infinity());
    pooling.window(p, q,
                   [&](Index at) { largest = maximum<float>(load_wide(x + at * pixel), largest); });
    store_narrow<Store::cached>(y + to * pixel, largest);
  });
}

/// Calls give(input position, dx) with dy at the first of the largest of each window and with 0
/// elsewhere; everywhere with 0 where `relu` and y is not above 0.
template <class T, class Give>
void max_pool_backward(const Pooling& pooling, Index pixel, bool relu, const T* x, const T* y,
                       const T* dy, const Give& give) {
  pooling.each_output([&](Index p, Index q, Index from) {
    const Vector<float> largest = load_wide(y + from * pixel);
    Vector<float> left = load_wide(dy + from * pixel);
    if (relu) left = largest > Vector<float>{} ? left : Vector<float>{};
    pooling.window(p, q, [&](Index at) {
      const auto here = load_wide(x + at * pixel) == largest;
      give(at, here ? left : Vector<float>{});
      left = here ? Vector<float>{} : left;
    });
  });
}

/// The whole of it. `sums`: one float vector an input position, where the windows do not tile.
template <class T>
void max_pool_backward(const Pooling& pooling, Index pixel, bool relu, const T* x, const T* y,
                       const T* dy, T* dx, Vector<float>* sums) {
  if (pooling.tiles) {
    max_pool_backward(pooling, pixel, relu, x, y, dy, [=](Index at, const Vector<float>& d) {
      store_narrow<Store::cached>(dx + at * pixel, d);
    });
    return;
  }
  std::fill_n(sums, pooling.inputs(), Vector<float>{});
  max_pool_backward(pooling, pixel, relu, x, y, dy,
                    [=](Index at, const Vector<float>& d) { sums[at] += d; });
  for (Index at = 0; at < pooling.inputs(); ++at)
    store_narrow<Store::cached>(dx + at * pixel, sums[at]);
}

/// The mean over `positions`.
template <class T>
Vector<float> average(Index positions, Index pixel, const T* x) {
  Vector<float> sum = {};
  for (Index at = 0; at < positions; ++at) sum += load_wide(x + at * pixel);
  return sum / static_cast<float>(positions);
}

template <class T>
void average_backward(Index positions, Index pixel, const Vector<float>& dy, T* dx) {
  const Vector<float> share = dy / static_cast<float>(positions);
  for (Index at = 0; at < positions; ++at) store_narrow<Store::cached>(dx + at * pixel, share);
}

}  // namespace warpmark::nn::cpu
