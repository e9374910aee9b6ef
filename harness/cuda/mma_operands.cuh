#pragma once

#include "harness/cuda/device.cuh"

#include <cstdint>
#include <type_traits>

// What the lanes of a warp hold of the matrices that tensor cores multiply. Lane 4 g + t, in this
// order (PTX ISA, mma.sync):
//
//   of the sums, 16 by 8:      columns 2 t and 2 t + 1 of row g, then of row g + 8
//   of a, 16 by kMmaDepth<T>:  row g, then row g + 8, of its columns; both of its next columns
//   of b, kMmaDepth<T> by 8:   column g of its rows, then of its next rows
//
// Its columns of a and rows of b are, of a 16-bit T, 2 t and 2 t + 1 of every eight, which share a
// register; of a wider T, t of every four.
namespace warpmark {

/// Products that one multiplication adds to each sum.
template <class T>
inline constexpr int kMmaDepth = 32 / static_cast<int>(sizeof(T));

template <class T>
using MmaRegister = std::conditional_t<sizeof(T) == 8, double, std::uint32_t>;

template <class T>
struct MmaOperandA {
  MmaRegister<T> at[16 / sizeof(MmaRegister<T>)];
};
template <class T>
struct MmaOperandB {
  MmaRegister<T> at[8 / sizeof(MmaRegister<T>)];
};
template <class T>
struct MmaSums {
  Accumulator<T> at[4];
};

}  // namespace warpmark
