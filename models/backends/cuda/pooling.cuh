#pragma once

#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/maps.cuh"

namespace warpmark::nn {

/// Positions in the window of the largest elements of a vector of channels.
template <class T>
using Winners = Vec<std::uint8_t, kWidest<T>>;

/// No place of a window.
constexpr std::uint8_t kNowhere = 255;

/// `bias` may be null. It is added to the largest, which it does not change the place of.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    max_pool_kernel(Pooling p, const T* x, T* y, std::uint8_t* winners, const T* bias, bool relu) {
  const Index i = global_thread(), vectors = p.stored / kWidest<T>;
  if (i >= p.count * p.pooled_height() * p.pooled_width() * vectors) return;
  const auto at = Position::at(i, p.pooled_height(), p.pooled_width(), vectors);
  WideChannels<T> largest;
  Winners<T> winner;
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) largest.at[e] = -INFINITY, winner.at[e] = 0;
  bool first = true;
  for (Index place = 0; place < p.window * p.window; ++place) {
    const Index row = at.row * p.stride - p.padding + place / p.window;
    const Index column = at.column * p.stride - p.padding + place % p.window;
    if (row < 0 || row >= p.height || column < 0 || column >= p.width) continue;
    const Index from = ((at.image * p.height + row) * p.width + column) * vectors + at.vector;
    const auto read = wide<T>(load<Channels<T>>(x + from * kWidest<T>));
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) {
      // A NaN wins, or it would vanish; so does the first element, whatever it is.
      if (!first && !(read.at[e] > largest.at[e]) && read.at[e] == read.at[e]) continue;
      largest.at[e] = read.at[e];
      winner.at[e] = static_cast<std::uint8_t>(place);
    }
    first = false;
  }
  if (bias != nullptr) {
    const auto add = wide<T>(load<Channels<T>>(bias + at.vector * kWidest<T>));
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) largest.at[e] += add.at[e];
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) {
    if (!relu || !(largest.at[e] <= 0)) continue;
    largest.at[e] = 0;
    winner.at[e] = kNowhere;
  }
  store(y + i * kWidest<T>, narrowed<T>(largest));
  store(winners + i * kWidest<T>, winner);
}

/// A thread adds up what the windows that its place lies in hand back, in their order.
template <class T>
__global__ void __launch_bounds__(kMapThreads)
    max_pool_backward_kernel(Pooling p, const T* dy, const std::uint8_t* winners, T* dx) {
  const Index i = global_thread(), vectors = p.stored / kWidest<T>;
  if (i >= p.count * p.height * p.width * vectors) return;
  const auto at = Position::at(i, p.height, p.width, vectors);
  const Index row = at.row + p.padding, column = at.column + p.padding;
  WideChannels<T> sum = {};
  const auto first = [&](Index place) {
    return place < p.window ? 0 : (place - p.window) / p.stride + 1;
  };
  const auto end = [&](Index place, Index windows) {
    const Index last = place / p.stride;
    return last < windows ? last + 1 : windows;
  };
  for (Index r = first(row); r < end(row, p.pooled_height()); ++r) {
    for (Index c = first(column); c < end(column, p.pooled_width()); ++c) {
      const Index mine = (row - r * p.stride) * p.window + column - c * p.stride;
      const Index from =
          ((at.image * p.pooled_height() + r) * p.pooled_width() + c) * vectors + at.vector;
      const auto winner = load<Winners<T>>(winners + from * kWidest<T>);
      const auto read = wide<T>(load<Channels<T>>(dy + from * kWidest<T>));
#pragma unroll
      for (int e = 0; e < kWidest<T>; ++e) sum.at[e] += winner.at[e] == mine ? read.at[e] : 0;
    }
  }
  store(dx + i * kWidest<T>, narrowed<T>(sum));
}

template <class T>
__global__ void __launch_bounds__(kMapThreads) average_pool_kernel(Averaging a, const T* x, T* y) {
  const Index i = global_thread(), vectors = a.stored / kWidest<T>;
  if (i >= a.count * vectors) return;
  const Index image = i / vectors, vector = i % vectors;
  WideChannels<T> sum = {};
  for (Index place = 0; place < a.places; ++place) {
    const Index from = (image * a.places + place) * vectors + vector;
    const auto read = wide<T>(load<Channels<T>>(x + from * kWidest<T>));
#pragma unroll
    for (int e = 0; e < kWidest<T>; ++e) sum.at[e] += read.at[e];
  }
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) sum.at[e] /= static_cast<float>(a.places);
  store(y + i * kWidest<T>, narrowed<T>(sum));
}

template <class T>
__global__ void __launch_bounds__(kMapThreads)
    average_pool_backward_kernel(Averaging a, const T* dy, T* dx) {
  const Index i = global_thread(), vectors = a.stored / kWidest<T>;
  if (i >= a.count * a.places * vectors) return;
  const Index from = i / (a.places * vectors) * vectors + i % vectors;
  auto share = wide<T>(load<Channels<T>>(dy + from * kWidest<T>));
#pragma unroll
  for (int e = 0; e < kWidest<T>; ++e) share.at[e] /= static_cast<float>(a.places);
  store(dx + i * kWidest<T>, narrowed<T>(share));
}

}  // namespace warpmark::nn
