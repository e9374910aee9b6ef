// The emulated tensor cores, against the product that the definition of their operands gives.

#include "harness/cuda/tensor_core.cuh"

#include "harness/cuda/buffer.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace warpmark {
namespace {

constexpr int kParts = 2;  // of 8 columns
constexpr int kRows = 16, kCols = 8 * kParts;

/// Small whole numbers, whose products and sums are exact in every type, and differ.
template <class T>
T number(int i) {
  return narrow<T>(static_cast<Accumulator<T>>(i * 7 % 31 - 15));
}

template <class T>
struct Matrices {
  T a[kRows][kMmaDepth<T>], b[kMmaDepth<T>][kCols];
  Accumulator<T> c[kRows][kCols];
};

/// An operand's registers, filled with the elements that `element` gives them in turn.
template <class T, class Operand, class Element>
Operand filled(Element element) {
  constexpr int kPacked = sizeof(T) == 2 ? 2 : 1;
  Operand out{};
  for (int r = 0; r < static_cast<int>(std::size(out.at)); ++r) {
    T elements[kPacked];
    for (int e = 0; e < kPacked; ++e) elements[e] = element(r, e);
    std::memcpy(&out.at[r], elements, sizeof elements);
  }
  return out;
}

/// c += a b by one warp.
template <class T>
__global__ void multiply_kernel(Matrices<T>* m) {
  constexpr int kPacked = sizeof(T) == 2 ? 2 : 1;
  const int g = static_cast<int>(threadIdx.x) / 4, t = static_cast<int>(threadIdx.x) % 4;
  const MmaOperandA<T> a[1] = {filled<T, MmaOperandA<T>>(
      [&](int r, int e) { return m->a[g + r % 2 * 8][t * kPacked + e + r / 2 * 4 * kPacked]; })};
  MmaOperandB<T> b[kParts];
  MmaSums<T> sums[1][kParts];
  for (int j = 0; j < kParts; ++j) {
    b[j] = filled<T, MmaOperandB<T>>(
        [&](int r, int e) { return m->b[t * kPacked + e + r * 4 * kPacked][8 * j + g]; });
    for (int s = 0; s < 4; ++s) sums[0][j].at[s] = m->c[g + s / 2 * 8][8 * j + 2 * t + s % 2];
  }
  multiply_add(sums, a, b);
  for (int j = 0; j < kParts; ++j) {
    for (int s = 0; s < 4; ++s) m->c[g + s / 2 * 8][8 * j + 2 * t + s % 2] = sums[0][j].at[s];
  }
}

template <class T>
class TensorCore : public testing::Test {};
using Types = testing::Types<double, float, Bf16, Fp16>;
TYPED_TEST_SUITE(TensorCore, Types);

TYPED_TEST(TensorCore, AddsAProduct) {
  using T = TypeParam;
  CudaQueue queue(0);
  DeviceBuffer memory(queue, sizeof(Matrices<T>));
  auto& m = *memory.as<Matrices<T>>();
  for (int i = 0; i < kRows; ++i) {
    for (int l = 0; l < kMmaDepth<T>; ++l) m.a[i][l] = number<T>(i * kMmaDepth<T> + l);
    for (int j = 0; j < kCols; ++j) m.c[i][j] = static_cast<Accumulator<T>>(100 * i + j);
  }
  for (int l = 0; l < kMmaDepth<T>; ++l) {
    for (int j = 0; j < kCols; ++j) m.b[l][j] = number<T>(3 + l * kCols + j);
  }
  launch(queue, dim3(1), dim3(32), multiply_kernel<T>, &m);
  for (int i = 0; i < kRows; ++i) {
    for (int j = 0; j < kCols; ++j) {
      Accumulator<T> sum = static_cast<Accumulator<T>>(100 * i + j);
      for (int l = 0; l < kMmaDepth<T>; ++l) sum += widen(m.a[i][l]) * widen(m.b[l][j]);
      EXPECT_EQ(m.c[i][j], sum) << i << ' ' << j;
    }
  }
}

/// Four matrices below one another, of which each lane gets two elements of each.
template <bool kTransposed>
__global__ void matrices_kernel(std::uint32_t* to) {
  struct Shared {
    alignas(16) std::uint16_t at[32][8];
  };
  auto& shared = shared_memory<Shared>();
  const auto lane = static_cast<int>(threadIdx.x);
  for (int e = 0; e < 8; ++e) shared.at[lane][e] = static_cast<std::uint16_t>(8 * lane + e);
  __syncwarp();
  std::uint32_t got[4];
  load_matrices<kTransposed>(shared.at[lane], got);
  for (int q = 0; q < 4; ++q) to[4 * lane + q] = got[q];
}

TEST(LoadMatrices, GivesRowsOrColumns) {
  CudaQueue queue(0);
  DeviceBuffer memory(queue, 32 * 4 * sizeof(std::uint32_t));
  const auto* got = memory.as<std::uint32_t>();
  for (const bool transposed : {false, true}) {
    launch(queue, dim3(1), dim3(32), transposed ? matrices_kernel<true> : matrices_kernel<false>,
           memory.as<std::uint32_t>());
    for (std::uint32_t lane = 0; lane < 32; ++lane) {
      const std::uint32_t g = lane / 4, t = lane % 4;
      for (std::uint32_t q = 0; q < 4; ++q) {
        const auto at = [&](std::uint32_t row, std::uint32_t col) {
          return 8 * (8 * q + row) + col;
        };
        const std::uint32_t low = transposed ? at(2 * t, g) : at(g, 2 * t);
        const std::uint32_t high = transposed ? at(2 * t + 1, g) : at(g, 2 * t + 1);
        EXPECT_EQ(got[4 * lane + q], low | high << 16) << lane << ' ' << q;
      }
    }
  }
}

TEST(LoadMatrices, RefusesARowThatIsMisaligned) {
  CudaQueue queue(0);
  const auto misaligned = [] {
    alignas(16) static const std::uint16_t row[16] = {};
    std::uint32_t got[4];
    load_matrices<false>(row + 1, got);
  };
  EXPECT_THROW(emulation::run_grid(dim3(1), dim3(32), misaligned), emulation::DeviceError);
}

}  // namespace
}  // namespace warpmark
