#pragma once

// Stands in for the header of the same name: what its functions say, lane by lane.

#include "harness/cuda/device.cuh"
#include "harness/cuda/mma_operands.cuh"

#include <bit>
#include <cstring>
#include <source_location>

namespace warpmark {

template <class... Parameters>
void require_tensor_cores(void (*)(Parameters...)) {}

namespace emulation {

/// What each lane of the warp has at the address that it names, until all have read it.
template <class Read>
void with_lanes(const void* own, Read read,
                std::source_location where = std::source_location::current()) {
  constexpr unsigned int kAll = 0xffffffffu;
  const Block::Lanes lanes =
      place().threads->exchange(kAll, reinterpret_cast<std::uintptr_t>(own), where);
  read([&](unsigned int lane) { return reinterpret_cast<const void*>(lanes[lane]); });
  place().threads->exchange(kAll, 0, where);
}

/// Element `i` of those that a register holds, as tensor cores take it.
template <class T>
Accumulator<T> element(MmaRegister<T> value, int i) {
  if constexpr (sizeof(T) == 2) {
    return widen(T{static_cast<std::uint16_t>(value >> 16 * i)});
  } else if constexpr (sizeof(T) == 4) {
    return std::bit_cast<float>(value & ~0x1fffu);
  } else {
    return value;
  }
}

}  // namespace emulation

template <bool kTransposed>
void load_matrices(const void* row, std::uint32_t (&to)[4]) {
  struct alignas(16) Row {
    std::uint16_t at[8];
  };
  emulation::require_aligned<Row>(static_cast<const std::byte*>(row));
  const unsigned int g = emulation::lane() / 4, t = emulation::lane() % 4;
  emulation::with_lanes(row, [&](auto address_of) {
    for (unsigned int q = 0; q < 4; ++q) {
      to[q] = 0;
      for (unsigned int e = 0; e < 2; ++e) {
        const unsigned int down = kTransposed ? 2 * t + e : g, across = kTransposed ? g : 2 * t + e;
        Row values;
        std::memcpy(&values, address_of(8 * q + down), sizeof values);
        to[q] |= std::uint32_t{values.at[across]} << 16 * e;
      }
    }
  });
}

template <class T, int kDown, int kAcross>
void multiply_add(MmaSums<T> (&sums)[kDown][kAcross], const MmaOperandA<T> (&a)[kDown],
                  const MmaOperandB<T> (&b)[kAcross]) {
  constexpr unsigned int kPacked = sizeof(T) == 2 ? 2 : 1;  // elements of a register
  struct Operands {
    const MmaOperandA<T>* a;
    const MmaOperandB<T>* b;
  };
  const Operands own{a, b};
  const unsigned int g = emulation::lane() / 4, t = emulation::lane() % 4;
  emulation::with_lanes(&own, [&](auto address_of) {
    for (unsigned int l = 0; l < kMmaDepth<T>; ++l) {
      // Who holds column l of a and row l of b, in which register, as which part of it.
      const unsigned int holder = l / kPacked % 4, which = l / (4 * kPacked), part = l % kPacked;
      const auto operands = [&](unsigned int line) {
        return *static_cast<const Operands*>(address_of(4 * line + holder));
      };
      Accumulator<T> x[kDown][2], y[kAcross][2];  // rows g and g + 8, columns 2 t and 2 t + 1
      for (unsigned int h = 0; h < 2; ++h) {
        for (int i = 0; i < kDown; ++i) {
          x[i][h] = emulation::element<T>(operands(g).a[i].at[2 * which + h], part);
        }
        for (int j = 0; j < kAcross; ++j) {
          y[j][h] = emulation::element<T>(operands(2 * t + h).b[j].at[which], part);
        }
      }
      for (int i = 0; i < kDown; ++i) {
        for (int j = 0; j < kAcross; ++j) {
          for (int s = 0; s < 4; ++s) sums[i][j].at[s] += x[i][s / 2] * y[j][s % 2];
        }
      }
    }
  });
}

}  // namespace warpmark
