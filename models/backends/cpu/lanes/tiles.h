#pragma once

#include "kernels/simd.h"

#include <algorithm>
#include <array>
#include <utility>

// Products of sums over lanes are computed a tile at a time: rows × columns of sums stay in
// registers, beside one vector a row and one of the columns.
namespace warpmark::nn::cpu {

inline constexpr Index kRegisters = kVectorBytes == 64 ? 32 : 16;
inline constexpr Index kMostRows = 8;

/// Rows of a tile that has so many columns.
constexpr Index tile_rows(Index columns) {
  return std::min(kMostRows, (kRegisters - 1) / (columns + 1));
}

/// The size of equal parts of `extent`, none above `most`; the last may be smaller.
constexpr Index even_part(Index extent, Index most) {
  const Index parts = (extent + most - 1) / most;
  return (extent + parts - 1) / parts;
}

/// Tiles of all sizes up to kMostRows × most columns: Tile<rows, columns>::run.
template <template <Index, Index> class Tile, Index most_columns>
class TileTable {
 public:
  using Run = decltype(&Tile<1, 1>::run);

  static Run of(Index rows, Index columns) {
    static constexpr auto kTable = make(std::make_index_sequence<kMostRows * most_columns>());
    return kTable[static_cast<std::size_t>((rows - 1) * most_columns + columns - 1)];
  }

 private:
  template <std::size_t... i>
  static constexpr std::array<Run, sizeof...(i)> make(std::index_sequence<i...>) {
    return {&Tile<static_cast<Index>(i) / most_columns + 1,
                  static_cast<Index>(i) % most_columns + 1>::run...};
  }
};

}  // namespace warpmark::nn::cpu
