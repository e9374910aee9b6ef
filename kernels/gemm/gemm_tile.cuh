#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

constexpr int kGemmThreads = 256;
constexpr Index kGemmMost = Index{1} << 30;  // rows and columns, counted in int to save registers

/// A tile of kRows by kCols that a block reads from a row-major matrix, and moves over it. Of its
/// vectors of kLength neighbours, which divides the matrix's columns, a thread has kVectors below
/// one another.
template <class T, int kLength, int kRows, int kCols>
class GemmTile {
 public:
  using Vector = Vec<T, kLength>;
  static constexpr int kAcross = kCols / kLength;       // vectors of a row
  static constexpr int kDown = kGemmThreads / kAcross;  // rows that the block reads at a time
  static constexpr int kVectors = kRows / kDown;
  static_assert(kDown * kAcross == kGemmThreads && kVectors * kDown == kRows);

  /// Of the matrix `from` of rows by cols, the tile whose first element is (row, col).
  __device__ __forceinline__ GemmTile(const T* from, Index rows, Index cols, Index row, Index col)
      : next_(from + (row + down()) * cols + col + across()),
        stride_(cols),
        rows_left_(static_cast<int>(rows - row - down())),
        cols_left_(static_cast<int>(cols - col - across())) {}

  /// Where this thread's first element lies in the tile.
  __device__ __forceinline__ static int down() { return static_cast<int>(threadIdx.x) / kAcross; }
  __device__ __forceinline__ static int across() {
    return static_cast<int>(threadIdx.x) % kAcross * kLength;
  }

  /// Vector `v` of this thread, and whether the matrix reaches so far.
  __device__ __forceinline__ const T* at(int v) const { return next_ + v * kDown * stride_; }
  __device__ __forceinline__ bool has(int v) const {
    return v * kDown < rows_left_ && 0 < cols_left_;
  }

  __device__ __forceinline__ void move_right() {
    next_ += kCols;
    cols_left_ -= kCols;
  }
  __device__ __forceinline__ void move_down() {
    next_ += kRows * stride_;
    rows_left_ -= kRows;
  }

 private:
  const T* next_;
  Index stride_;
  int rows_left_, cols_left_;
};

}  // namespace warpmark
