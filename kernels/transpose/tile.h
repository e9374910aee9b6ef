#pragma once

#include "kernels/simd.h"

#include <utility>

namespace warpmark {

/// Integers as wide as T: the type of the indices that choose the lanes of a shuffle.
template <std::size_t bytes>
struct LaneIndexOf {
  using Type = long long;
};
template <>
struct LaneIndexOf<4> {
  using Type = int;
};

/// Exchanges between two rows `distance` apart the lanes with that bit set in `low` and those
/// without it in `high`. A lane number of kLanes or above chooses from the second operand of a
/// shuffle.
template <class T, int distance, int... lane>
inline void exchange(Vector<T>& low, Vector<T>& high, std::integer_sequence<int, lane...>) {
  using Lanes = Vector<typename LaneIndexOf<sizeof(T)>::Type>;
  constexpr int kSecond = kLanes<T>;
  const Vector<T> old_low = low;
  low = __builtin_shuffle(old_low, high,
                          Lanes{(lane & distance) ? kSecond + lane - distance : lane...});
  high = __builtin_shuffle(old_low, high,
                           Lanes{(lane & distance) ? kSecond + lane : lane + distance...});
}

template <class T, int distance>
inline void exchange_all(Vector<T> (&row)[kLanes<T>]) {
  for (int i = 0; i < kLanes<T>; ++i) {
    if ((i & distance) != 0) continue;
    exchange<T, distance>(row[i], row[i + distance], std::make_integer_sequence<int, kLanes<T>>{});
  }
  if constexpr (distance > 1) exchange_all<T, distance / 2>(row);
}

/// Rows of a tile: as many elements as a cache line holds.
template <class T>
inline constexpr Index kTileRows = static_cast<Index>(64 / sizeof(T));

/// A tile of kTileRows rows and kLanes columns, transposed in registers: row j of the result is
/// kSquares vectors, one cache line. (J. O. Eklundh, IEEE Trans. Comput. C-21 (1972), 801–803.)
template <class T>
struct Tile {
  static constexpr Index kSquares = kTileRows<T> / kLanes<T>;
  Vector<T> square[kSquares][kLanes<T>];

  /// `row`: the distance between rows of x.
  Tile(const T* x, Index row) {
    for (Index s = 0; s < kSquares; ++s) {
      for (Index i = 0; i < kLanes<T>; ++i) square[s][i] = load(x + (s * kLanes<T> + i) * row);
      exchange_all<T, kLanes<T> / 2>(square[s]);
    }
  }

  template <Store kind>
  void write_line(Index j, T* y) const {
    for (Index s = 0; s < kSquares; ++s) store<kind>(y + s * kLanes<T>, square[s][j]);
  }
};

}  // namespace warpmark
