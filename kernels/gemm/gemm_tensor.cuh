#pragma once

#include "harness/cuda/device.cuh"
#include "harness/cuda/tensor_core.cuh"
#include "kernels/gemm/gemm_tile.cuh"

namespace warpmark {

// A block computes a tile of c on tensor cores, in steps of 64 bytes along k, each of its 8 warps a
// part of it. Tiles of a and b lie in shared memory three times: one is multiplied while two are on
// their way, so that a step needs one barrier.
constexpr int kTensorGemmStages = 3;

/// The parts of 8 warps, kDown of them below one another. Element is what the operands are stored
/// as; a float is TF32.
template <class Element, int kDown, int kWarpRows_, int kWarpCols_>
struct TensorGemmTile {
  using T = Element;
  static constexpr int kWarpRows = kWarpRows_, kWarpCols = kWarpCols_, kWarpsAcross = 8 / kDown;
  static constexpr int kRows = kDown * kWarpRows, kCols = kWarpsAcross * kWarpCols;
  static constexpr int kDepth = 64 / static_cast<int>(sizeof(T));

  // A row begins where the lanes that read beside each other meet every bank of shared memory once.
  static constexpr int kPitchA = kDepth + (sizeof(T) == 8 ? 32 : 16) / static_cast<int>(sizeof(T));
  static constexpr int kPitchB = kCols + (sizeof(T) == 2 ? 16 : 32) / static_cast<int>(sizeof(T));

  /// Blocks that a multiprocessor has registers for, beside a thread's sums.
  static constexpr int kResident =
      kWarpRows * kWarpCols / kWarp * sizeof(Accumulator<T>) < 512 ? 2 : 1;

  struct Stage {
    alignas(16) T a[kRows * kPitchA];
    alignas(16) T b[kDepth * kPitchB];
  };
  struct Memory {
    Stage stage[kTensorGemmStages];
  };
};

/// What is read from shared memory is used most often in the large one, whose sums take half of a
/// thread's registers. The small one makes more blocks of a small product.
template <class T>
using LargeTensorTile =
    std::conditional_t<sizeof(T) == 8, TensorGemmTile<T, 4, 32, 64>, TensorGemmTile<T, 2, 64, 64>>;
template <class T>
using SmallTensorTile = TensorGemmTile<T, 2, 32, 32>;

/// Copies a tile to shared memory, where rows lie kPitch apart; what lies beyond the matrix as
/// zeros.
template <int kPitch, class T, int kLength, int kRows, int kCols>
__device__ __forceinline__ void begin_tile(const GemmTile<T, kLength, kRows, kCols>& from, T* to) {
  using Tile = GemmTile<T, kLength, kRows, kCols>;
  using Vector = typename Tile::Vector;
#pragma unroll
  for (int v = 0; v < Tile::kVectors; ++v) {
    T* at = to + (Tile::down() + v * Tile::kDown) * kPitch + Tile::across();
    if constexpr (sizeof(Vector) >= 4) {
      begin_copy<Vector>(at, from.at(v), from.has(v));
    } else {  // less than a copy in the background moves
      store(at, from.has(v) ? load<Vector>(from.at(v)) : Vector{});
    }
  }
}

/// A warp's part of c, in parts of 16 by 8.
template <class Tile>
class WarpSums {
  using T = typename Tile::T;

 public:
  /// Adds the products of kMmaDepth columns of a and rows of b; `a` and `b` are the first of the
  /// warp's rows and columns there.
  __device__ __forceinline__ void add(const T* a, const T* b) {
    MmaOperandA<T> rows[kDown];
    MmaOperandB<T> cols[kAcross];
#pragma unroll
    for (int i = 0; i < kDown; ++i) read(a + i * 16 * Tile::kPitchA, rows[i]);
#pragma unroll
    for (int j = 0; j < kAcross; j += 2) read(b + j * 8, cols[j], cols[j + 1]);
    multiply_add(sums_, rows, cols);
  }

  /// Writes the sums to c, the first to (row, col), in vectors of kLength, which divides n.
  template <int kLength>
  __device__ __forceinline__ void write(T* c, Index m, Index n, Index row, Index col) const {
    row += lane() / 4;
    col += lane() % 4 * 2;
#pragma unroll
    for (int i = 0; i < kDown * kAcross * 4; i += kLength) {
      const int part = i / 4, e = i % 4;
      const Index r = row + part / kAcross * 16 + e / 2 * 8, to = col + part % kAcross * 8 + e % 2;
      Vec<T, kLength> values;
#pragma unroll
      for (int v = 0; v < kLength; ++v) {
        values.at[v] = narrow<T>(sums_[part / kAcross][part % kAcross].at[e + v]);
      }
      if (r < m && to < n) store(c + r * n + to, values);
    }
  }

 private:
  static constexpr int kDown = Tile::kWarpRows / 16, kAcross = Tile::kWarpCols / 8;

  __device__ __forceinline__ static int lane() { return static_cast<int>(threadIdx.x) % kWarp; }

  /// 16 rows of a.
  __device__ __forceinline__ static void read(const T* from, MmaOperandA<T>& to) {
    if constexpr (sizeof(T) == 2) {
      load_matrices<false>(from + lane() % 16 * Tile::kPitchA + lane() / 16 * 8, to.at);
    } else {
      from += lane() / 4 * Tile::kPitchA + lane() % 4;
#pragma unroll
      for (int i = 0; i < kMmaDepth<T> / 2; ++i) {
        to.at[i] = load<MmaRegister<T>>(from + i % 2 * 8 * Tile::kPitchA + i / 2 * 4);
      }
    }
  }

  /// Twice 8 columns of b.
  __device__ __forceinline__ static void read(const T* from, MmaOperandB<T>& left,
                                              MmaOperandB<T>& right) {
    if constexpr (sizeof(T) == 2) {
      std::uint32_t both[4];
      load_matrices<true>(from + lane() % 16 * Tile::kPitchB + lane() / 16 * 8, both);
      left = {both[0], both[1]};
      right = {both[2], both[3]};
    } else {
      from += lane() % 4 * Tile::kPitchB + lane() / 4;
#pragma unroll
      for (int i = 0; i < kMmaDepth<T> / 4; ++i) {
        left.at[i] = load<MmaRegister<T>>(from + i * 4 * Tile::kPitchB);
        right.at[i] = load<MmaRegister<T>>(from + i * 4 * Tile::kPitchB + 8);
      }
    }
  }

  MmaSums<T> sums_[kDown][kAcross] = {};
};

/// Which tile of c a block computes. Blocks that run at the same time are in a band of few rows of
/// tiles, so that they read the same parts of a and b, from the L2 cache.
struct TilePlace {
  __device__ __forceinline__ TilePlace(unsigned int block, unsigned int tiles_down,
                                       unsigned int tiles_across) {
    constexpr unsigned int kBand = 8;
    const unsigned int first = block / (kBand * tiles_across) * kBand;
    const unsigned int height = tiles_down - first < kBand ? tiles_down - first : kBand;
    const unsigned int in_band = block - first * tiles_across;
    down = first + in_band % height;
    across = in_band / height;
  }
  unsigned int down, across;
};

/// c = a times b, whose sums are fp32, of fp64 fp64. kLength divides n and k, kGemmMost is not
/// exceeded.
template <class T, class Tile, int kLength>
__global__ void __launch_bounds__(kGemmThreads, Tile::kResident)
    gemm_tensor_kernel(const T* a, const T* b, T* c, Index m, Index n, Index k) {
  auto& stage = requested_shared_memory<typename Tile::Memory>().stage;
  const TilePlace place(blockIdx.x, static_cast<unsigned int>(ceil_div(m, Tile::kRows)),
                        static_cast<unsigned int>(ceil_div(n, Tile::kCols)));
  const Index row0 = Index{place.down} * Tile::kRows, col0 = Index{place.across} * Tile::kCols;
  const int warp = static_cast<int>(threadIdx.x) / kWarp;
  const int row = warp / Tile::kWarpsAcross * Tile::kWarpRows;
  const int col = warp % Tile::kWarpsAcross * Tile::kWarpCols;

  GemmTile<T, kLength, Tile::kRows, Tile::kDepth> tile_a(a, m, k, row0, 0);
  GemmTile<T, kLength, Tile::kDepth, Tile::kCols> tile_b(b, k, n, 0, col0);
  const auto fill = [&](int s) {
    begin_tile<Tile::kPitchA>(tile_a, stage[s].a);
    begin_tile<Tile::kPitchB>(tile_b, stage[s].b);
    commit_copies();
    tile_a.move_right();
    tile_b.move_down();
  };
#pragma unroll
  for (int s = 0; s < kTensorGemmStages - 1; ++s) fill(s);
  WarpSums<Tile> sums;
  int current = 0;
  for (int left = static_cast<int>(k); left > 0; left -= Tile::kDepth) {
    wait_for_copies<kTensorGemmStages - 2>();
    __syncthreads();  // all have `current`, and nobody reads the one before it any longer
    fill(current == 0 ? kTensorGemmStages - 1 : current - 1);
#pragma unroll
    for (int l = 0; l < Tile::kDepth; l += kMmaDepth<T>) {
      sums.add(stage[current].a + row * Tile::kPitchA + l,
               stage[current].b + l * Tile::kPitchB + col);
    }
    current = current == kTensorGemmStages - 1 ? 0 : current + 1;
  }
  wait_for_copies<0>();
  constexpr int kWritten = kLength == 1 ? 1 : 2;
  sums.template write<kWritten>(c, m, n, row0 + row, col0 + col);
}

}  // namespace warpmark
