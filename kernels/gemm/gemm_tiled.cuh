#pragma once

#include "harness/cuda/device.cuh"
#include "kernels/gemm/gemm_tile.cuh"

namespace warpmark {

// A block computes a tile of c, 128 by 128, in steps of kGemmDepth along k. Tiles of a and b lie in
// shared memory twice: one is computed with while the other is filled. A warp has 32 rows and 64
// columns of the tile, a thread 8 by 8 in four quarters, so that the 16-byte reads of a warp touch
// every bank of shared memory once. Each element read from there is used 8 times.
constexpr int kGemmTile = 128;
constexpr int kQuarter = 4;  // rows and columns of a thread's quarter

/// 64 bytes a row of a's tile.
template <class T>
inline constexpr int kGemmDepth = 64 / static_cast<int>(sizeof(Accumulator<T>));

/// Operands in shared memory are as wide as what they are summed in. a lies transposed, its rows
/// padded by 16 bytes, so that writing a column does not hit one bank alone.
template <class Real, int kDepth>
struct GemmMemory {
  static constexpr int kPadding = 16 / static_cast<int>(sizeof(Real));
  struct Buffer {
    alignas(16) Real a[kDepth][kGemmTile + kPadding];
    alignas(16) Real b[kDepth][kGemmTile];
  };
  Buffer buffer[2];
};

/// A tile on its way from global to shared memory, in the registers of a block, zero beyond the
/// matrix.
template <class T, int kLength, int kRows, int kCols>
class TileInFlight : public GemmTile<T, kLength, kRows, kCols> {
  using Tile = GemmTile<T, kLength, kRows, kCols>;

 public:
  using Tile::Tile;

  __device__ __forceinline__ void request() {
#pragma unroll
    for (int v = 0; v < Tile::kVectors; ++v) {
      vector[v] = {};
      if (Tile::has(v)) vector[v] = load<typename Tile::Vector>(Tile::at(v));
    }
  }

  typename Tile::Vector vector[Tile::kVectors];
};

/// One thread's 8 by 8 elements of c.
template <class Real>
struct GemmSums {
  Real at[2 * kQuarter][2 * kQuarter] = {};

  /// Adds the products of column `l` of a's tile and row `l` of b's.
  template <class Buffer>
  __device__ __forceinline__ void add(const Buffer& buffer, int l, int row, int col) {
    using Quarter = Vec<Real, kQuarter>;
    Quarter a[2], b[2];
#pragma unroll
    for (int q = 0; q < 2; ++q) {
      a[q] = load<Quarter>(&buffer.a[l][row + q * 16]);
      b[q] = load<Quarter>(&buffer.b[l][col + q * 32]);
    }
#pragma unroll
    for (int i = 0; i < 2 * kQuarter; ++i) {
#pragma unroll
      for (int j = 0; j < 2 * kQuarter; ++j) {
        at[i][j] += a[i / kQuarter].at[i % kQuarter] * b[j / kQuarter].at[j % kQuarter];
      }
    }
  }
};

template <class T, int kLength>
using GemmTileA = TileInFlight<T, kLength, kGemmTile, kGemmDepth<T>>;
template <class T, int kLength>
using GemmTileB = TileInFlight<T, kLength, kGemmDepth<T>, kGemmTile>;

/// Writes both tiles to shared memory, widened; a's transposed.
template <class T, int kLength, class Buffer>
__device__ __forceinline__ void put(const GemmTileA<T, kLength>& a, const GemmTileB<T, kLength>& b,
                                    Buffer& buffer) {
#pragma unroll
  for (int v = 0; v < a.kVectors; ++v) {
#pragma unroll
    for (int e = 0; e < kLength; ++e) {
      buffer.a[a.across() + e][a.down() + v * a.kDown] = widen(a.vector[v].at[e]);
    }
  }
#pragma unroll
  for (int v = 0; v < b.kVectors; ++v) {
    Vec<Accumulator<T>, kLength> wide;
#pragma unroll
    for (int e = 0; e < kLength; ++e) wide.at[e] = widen(b.vector[v].at[e]);
    store(&buffer.b[b.down() + v * b.kDown][b.across()], wide);
  }
}

/// Writes a thread's elements to c, in vectors of kLength, which divides n.
template <class T, int kLength>
__device__ __forceinline__ void write(const GemmSums<Accumulator<T>>& sums, T* c, Index m, Index n,
                                      Index row, Index col) {
#pragma unroll
  for (int i = 0; i < 2 * kQuarter; ++i) {
    const Index r = row + i / kQuarter * 16 + i % kQuarter;
#pragma unroll
    for (int j = 0; j < 2 * kQuarter; j += kLength) {
      const Index to = col + j / kQuarter * 32 + j % kQuarter;
      Vec<T, kLength> values;
#pragma unroll
      for (int e = 0; e < kLength; ++e) values.at[e] = narrow<T>(sums.at[i][j + e]);
      if (r < m && to < n) store(c + r * n + to, values);
    }
  }
}

/// c = a times b. kLength divides n and k, kGemmMost is not exceeded.
template <class T, int kLength>
__global__ void __launch_bounds__(kGemmThreads, sizeof(T) == 8 ? 1 : 2)
    gemm_tiled_kernel(const T* a, const T* b, T* c, Index m, Index n, Index k) {
  constexpr int kDepth = kGemmDepth<T>;
  auto& memory = shared_memory<GemmMemory<Accumulator<T>, kDepth>>();
  const auto tiles_across = static_cast<unsigned int>(ceil_div(n, kGemmTile));
  const int row0 = static_cast<int>(blockIdx.x / tiles_across) * kGemmTile;
  const int col0 = static_cast<int>(blockIdx.x % tiles_across) * kGemmTile;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  const int row = warp / 2 * 32 + lane / 8 * kQuarter, col = warp % 2 * 64 + lane % 8 * kQuarter;

  GemmTileA<T, kLength> tile_a(a, m, k, row0, 0);
  GemmTileB<T, kLength> tile_b(b, k, n, 0, col0);
  tile_a.request();
  tile_b.request();
  put<T, kLength>(tile_a, tile_b, memory.buffer[0]);
  __syncthreads();
  GemmSums<Accumulator<T>> sums;
  int current = 0;
  for (int left = static_cast<int>(k) - kDepth;; left -= kDepth) {
    if (left > 0) {
      tile_a.move_right();
      tile_b.move_down();
      tile_a.request();
      tile_b.request();
    }
#pragma unroll
    for (int i = 0; i < kDepth; ++i) sums.add(memory.buffer[current], i, row, col);
    if (left <= 0) break;
    current = 1 - current;
    put<T, kLength>(tile_a, tile_b, memory.buffer[current]);
    __syncthreads();
  }
  constexpr int kWritten = kLength < kQuarter ? kLength : kQuarter;
  write<T, kWritten>(sums, c, m, n, row0 + row, col0 + col);
}

}  // namespace warpmark
