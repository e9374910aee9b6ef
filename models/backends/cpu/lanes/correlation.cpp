#include "models/backends/cpu/lanes/correlation.h"

#include "models/backends/cpu/lanes/tiles.h"

#include <functional>

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;
using Lanes = Vector<float>;

constexpr Index kMostColumns = 4;

/// Sums of `kRows` output channels at `kColumns` neighbouring positions.
template <Index kRows, Index kColumns>
struct CorrelationTile {
  Lanes sum[kRows][kColumns] = {};

  /// Adds all input channels, where each is one position.
  void add_channels(const Correlation& of, const float* in, const float* weight) {
    for (Index c = 0; c < of.in_channels; ++c, in += kLane, weight += of.weight_in) {
      const Lanes x = load(in);
      for (Index k = 0; k < kRows; ++k) sum[k][0] += broadcast(weight[k * of.weight_out]) * x;
    }
  }

  /// Adds one row of the window of one input channel. `taps`: of the first column. kInside: they
  /// are `step` behind one another, and so known without looking.
  template <bool kInside>
  void add(const Correlation& of, const float* in, const float* weight, const int* taps,
           Index step) {
    const Index window = of.columns.window();
    for (Index s = 0; s < window; ++s) {
      Lanes w[kRows];
      for (Index k = 0; k < kRows; ++k) w[k] = broadcast(weight[k * of.weight_out + s]);
      for (Index j = 0; j < kColumns; ++j) {
        const Index at = kInside ? taps[0] + s * step + j : taps[j * window + s];
        if (!kInside && at < 0) continue;
        const Lanes x = load(in + at * kLane);
        for (Index k = 0; k < kRows; ++k) sum[k][j] += w[k] * x;
      }
    }
  }

  /// `out`, and the arrays of `ending`: at the tile's first channel and position.
  void write(Index plane, const Correlation::Ending& ending, float* out) const {
    for (Index k = 0; k < kRows; ++k) {
      for (Index j = 0; j < kColumns; ++j) {
        const Index at = k * plane + j * kLane;
        Lanes y = sum[k][j];
        if (ending.bias) y += ending.bias[k];
        if (ending.relu) y = maximum<float>(Lanes{}, y);
        if (ending.mask) y = load(ending.mask + at) > Lanes{} ? y : Lanes{};
        store<Store::cached>(out + at, y);
      }
    }
  }

  /// Adds all rows of all input channels, for the tile at (p, q).
  void add_planes(const Correlation& of, const float* in, const float* weight, Index p, Index q) {
    const int* taps = of.columns.of(q);
    const Index step = of.columns.step(q, kColumns);
    for (Index c = 0; c < of.in_channels; ++c) {
      for (Index r = 0; r < of.rows.window(); ++r) {
        const Index row = of.rows.of(p)[r];
        if (row < 0) continue;
        const float* from = in + (c * of.rows.in() + row) * of.columns.in() * kLane;
        const float* by = weight + c * of.weight_in + r * of.columns.window();
        if (step == 0) {
          add<false>(of, from, by, taps, step);
        } else {
          add<true>(of, from, by, taps, step);
        }
      }
    }
  }

  static void run(const Correlation& of, const float* in, const float* weight,
                  Correlation::Ending ending, float* out, Index k, Index p, Index q) {
    CorrelationTile tile;
    weight += k * of.weight_out;
    if (kColumns == 1 && of.is_product()) {
      tile.add_channels(of, in, weight);
    } else {
      tile.add_planes(of, in, weight, p, q);
    }
    const Index plane = of.rows.out() * of.columns.out() * kLane;
    const Index at = k * plane + (p * of.columns.out() + q) * kLane;
    if (ending.bias) ending.bias += k;
    if (ending.mask) ending.mask += at;
    tile.write(plane, ending, out + at);
  }
};

/// Sums of `kRows` output channels for `kColumns` neighbouring taps.
template <Index kRows, Index kColumns>
struct WeightTile {
  Lanes sum[kRows][kColumns] = {};

  /// Adds one row of positions, whose slopes lie `plane` apart from channel to channel. at(q, j):
  /// the position in `x` that q and tap j meet in, or below 0.
  template <class At>
  void add(Index out, const float* x, const float* dy, Index plane, const At& at) {
    for (Index q = 0; q < out; ++q, dy += kLane) {
      Lanes d[kRows];
      for (Index i = 0; i < kRows; ++i) d[i] = load(dy + i * plane);
      for (Index j = 0; j < kColumns; ++j) {
        const Index from = at(q, j);
        if (from < 0) continue;
        const Lanes value = load(x + from * kLane);
        for (Index i = 0; i < kRows; ++i) sum[i][j] += d[i] * value;
      }
    }
  }

  /// Of output channel k, input channel c, row r of the window and tap s.
  static void run(const WeightGradient& of, const float* x, const float* dy, float* dweight,
                  Index k, Index c, Index r, Index s) {
    const Index window = of.columns.window(), out = of.columns.out();
    const Index plane = of.rows.out() * out * kLane;
    const bool inside = of.columns.step(0, out) == 1;
    WeightTile tile;
    for (Index p = 0; p < of.rows.out(); ++p) {
      const Index row = of.rows.of(p)[r];
      if (row < 0) continue;
      const float* from = x + (c * of.rows.in() + row) * of.columns.in() * kLane;
      const float* slope = dy + k * plane + p * out * kLane;
      if (inside) {
        from += (of.columns.of(0)[0] + s) * kLane;
        tile.add(out, from, slope, plane, [](Index q, Index j) { return q + j; });
      } else {
        tile.add(out, from, slope, plane,
                 [&](Index q, Index j) { return Index{of.columns.of(q)[s + j]}; });
      }
    }
    const Index filter = of.in_channels * of.rows.window() * window;
    float* to = dweight + k * filter + (c * of.rows.window() + r) * window + s;
    for (Index i = 0; i < kRows; ++i) {
      for (Index j = 0; j < kColumns; ++j)
        to[i * filter + j] += reduce<float>(tile.sum[i][j], std::plus<>());
    }
  }
};

constexpr Index kMostTaps = 5;

constexpr Index kChains = 4;  // independent sums, so that none waits for the addition before it

Lanes join(const Lanes (&sum)[kChains]) { return (sum[0] + sum[1]) + (sum[2] + sum[3]); }

}  // namespace

void Correlation::run(const float* in, const float* weight, const Ending& ending,
                      float* out) const {
  const Index wide = even_part(columns.out(), kMostColumns);
  const Index tall = even_part(out_channels, tile_rows(wide));
  for (Index p = 0; p < rows.out(); ++p) {
    for (Index q = 0; q < columns.out(); q += wide) {
      const Index tile_columns = std::min(wide, columns.out() - q);
      for (Index k = 0; k < out_channels; k += tall) {
        const auto tile = TileTable<CorrelationTile, kMostColumns>::of(
            std::min(tall, out_channels - k), tile_columns);
        tile(*this, in, weight, ending, out, k, p, q);
      }
    }
  }
}

void WeightGradient::run(const float* x, const float* dy, float* dweight) const {
  const Index wide = even_part(columns.window(), kMostTaps);
  const Index tall = even_part(out_channels, tile_rows(wide));
  for (Index k = 0; k < out_channels; k += tall) {
    for (Index c = 0; c < in_channels; ++c) {
      for (Index r = 0; r < rows.window(); ++r) {
        for (Index s = 0; s < columns.window(); s += wide) {
          const auto tile = TileTable<WeightTile, kMostTaps>::of(
              std::min(tall, out_channels - k), std::min(wide, columns.window() - s));
          tile(*this, x, dy, dweight, k, c, r, s);
        }
      }
    }
  }
}

void add_outer_product(const float* x, Index in, const float* dy, Index out, float* dweight) {
  alignas(kVectorBytes) float features[kLane][kLane] = {};  // of each image side by side
  for (Index i = 0; i < in; i += kLane) {
    const Index live = std::min(kLane, in - i);
    for (Index feature = 0; feature < live; ++feature) {
      for (Index lane = 0; lane < kLane; ++lane)
        features[lane][feature] = x[(i + feature) * kLane + lane];
    }
    for (Index o = 0; o < out; ++o) {
      Lanes sum[kChains] = {};
      for (Index lane = 0; lane < kLane; ++lane)
        sum[lane % kChains] += load(features[lane]) * dy[o * kLane + lane];
      const Lanes total = join(sum);
      for (Index feature = 0; feature < live; ++feature)
        dweight[o * in + i + feature] += total[feature];
    }
  }
}

void add_bias_gradient(const float* dy, Index channels, Index positions, float* dbias) {
  for (Index k = 0; k < channels; ++k) {
    Lanes sum[kChains] = {};
    for (Index at = 0; at < positions; ++at, dy += kLane) sum[at % kChains] += load(dy);
    dbias[k] += reduce<float>(join(sum), std::plus<>());
  }
}

}  // namespace warpmark::nn::cpu
