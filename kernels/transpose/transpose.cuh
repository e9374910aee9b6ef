#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kTransposeThreads = 256;

/// A tile's edge in elements: 256 bytes, so that reads and writes of a row are whole sectors.
template <class T>
inline constexpr int kTransposeTile = 256 / static_cast<int>(sizeof(T));

/// One element of padding spreads a column of the tile over the banks of shared memory.
template <class T>
struct TransposeMemory {
  T tile[kTransposeTile<T>][kTransposeTile<T> + 1];
};

/// y[j, i] = x[i, j], one tile a block. kLength divides rows and cols.
template <class T, int kLength>
__global__ void __launch_bounds__(kTransposeThreads)
    transpose_kernel(const T* x, T* y, Index rows, Index cols) {
  constexpr int kTile = kTransposeTile<T>;
  constexpr int kAcross = kTile / kLength;            // vectors of a tile's row
  constexpr int kDown = kTransposeThreads / kAcross;  // rows that the block moves at a time
  auto& memory = shared_memory<TransposeMemory<T>>();
  const Index tiles_across = ceil_div(cols, kTile);
  const Index row0 = blockIdx.x / tiles_across * kTile, col0 = blockIdx.x % tiles_across * kTile;
  const int across = static_cast<int>(threadIdx.x) % kAcross * kLength;
  const int down = static_cast<int>(threadIdx.x) / kAcross;

#pragma unroll
  for (int r = 0; r < kTile; r += kDown) {
    const Index row = row0 + r + down, col = col0 + across;
    if (row >= rows || col >= cols) continue;
    const auto values = load_once<Vec<T, kLength>>(x + row * cols + col);
#pragma unroll
    for (int e = 0; e < kLength; ++e) memory.tile[r + down][across + e] = values.at[e];
  }
  __syncthreads();
#pragma unroll
  for (int c = 0; c < kTile; c += kDown) {
    const Index row = row0 + across, col = col0 + c + down;
    if (row >= rows || col >= cols) continue;
    Vec<T, kLength> values;
#pragma unroll
    for (int e = 0; e < kLength; ++e) values.at[e] = memory.tile[across + e][c + down];
    store_once(y + col * rows + row, values);
  }
}

}  // namespace warpmark
