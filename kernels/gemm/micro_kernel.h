#pragma once

#include "kernels/simd.h"

#include <algorithm>

namespace warpmark {

/// The product of a sliver of a and a sliver of b, held in registers while the depth is walked:
/// kRows × 2 vectors of sums, two of b and one of a fill AVX-512's 32 registers, or AVX2's 16.
template <class T>
struct MicroKernel {
  static constexpr Index kRows = kVectorBytes == 64 ? 12 : 6;
  static constexpr Index kCols = 2 * kLanes<T>;

  struct Tile {
    Vector<T> sum[kRows][2];

    /// Assigns to (or adds to) the first `rows` and `cols` of c.
    void write(T* c, Index c_row, Index rows, Index cols, bool assign) const {
      for (Index i = 0; i < rows; ++i) {
        alignas(kVectorBytes) T row[kCols];
        store<Store::cached>(row, sum[i][0]);
        store<Store::cached>(row + kLanes<T>, sum[i][1]);
        for (Index j = 0; j < cols; ++j)
          c[i * c_row + j] = row[j] + (assign ? 0 : c[i * c_row + j]);
      }
    }
  };

  /// to[l, i] = a[i, l]: depth × kRows, rows that are not there are zero.
  static void pack_a(const T* a, Index a_row, Index depth, Index rows, T* to) {
    if (rows < kRows) std::fill(to, to + depth * kRows, T{0});
    for (Index i = 0; i < rows; ++i) {
      for (Index l = 0; l < depth; ++l) to[l * kRows + i] = a[i * a_row + l];
    }
  }

  /// to[l, j] = b[l, j]: depth × kCols, columns that are not there are zero.
  static void pack_b(const T* b, Index b_row, Index depth, Index cols, T* to) {
    for (Index l = 0; l < depth; ++l, to += kCols) {
      std::fill(std::copy(b + l * b_row, b + l * b_row + cols, to), to + kCols, T{0});
    }
  }

  static Tile multiply(const T* a, const T* b, Index depth) {
    Tile tile = {};
    for (Index l = 0; l < depth; ++l, a += kRows, b += kCols) {
      const Vector<T> left = load(b), right = load(b + kLanes<T>);
#pragma GCC unroll 12
      for (Index i = 0; i < kRows; ++i) {
        tile.sum[i][0] += a[i] * left;
        tile.sum[i][1] += a[i] * right;
      }
    }
    return tile;
  }
};

}  // namespace warpmark
