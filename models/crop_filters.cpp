#include "models/gradient.h"
#include "models/ops.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

/// Taps first … end − 1 of a filter along one extent.
struct Taps {
  Index first, end;
};

/// A convolution along one extent of its image.
struct Along {
  Index extent, window, stride, padding;

  Index places() const { return positions(extent, window, stride, padding); }

  bool meets_a_pixel(Index tap) const {
    for (Index place = 0; place < places(); ++place) {
      const Index pixel = place * stride + tap - padding;
      if (0 <= pixel && pixel < extent) return true;
    }
    return false;
  }

  /// From the first to the last that meets a pixel; with a stride some between may not. All where
  /// none does, since a filter has a tap.
  Taps needed() const {
    Taps needed{window, 0};
    for (Index tap = 0; tap < window; ++tap) {
      if (meets_a_pixel(tap)) needed = {std::min(needed.first, tap), tap + 1};
    }
    return needed.end > 0 ? needed : Taps{0, window};
  }

  /// The end, at `least` or behind it, of the shortest filter that begins at tap `first` and has as
  /// many places as the whole. What is cropped in front is padding less: on both sides. 0: there is
  /// no such filter.
  Index end(Index first, Index least) const {
    for (Index end = least; end <= window; ++end) {
      if (positions(extent, end - first, stride, padding - first) == places()) return end;
    }
    return 0;
  }
};

/// What is left of a filter.
struct Part {
  Index first;  // row and column of its first tap: one, since there is one padding
  Index rows, columns;
};

/// The smallest, and of these the one with the least padding.
Part smallest(const Along& down, const Along& across) {
  const Taps rows = down.needed(), columns = across.needed();
  Part best{0, down.window, across.window};
  for (Index first = 0; first <= std::min(rows.first, columns.first); ++first) {
    const Part part{first, down.end(first, rows.end) - first,
                    across.end(first, columns.end) - first};
    const bool exists = part.rows > 0 && part.columns > 0;
    if (exists && part.rows * part.columns <= best.rows * best.columns) best = part;
  }
  return best;
}

void crop(Graph& graph, const Node& node, Convolution& op) {
  const Shape& x = graph.value(node.inputs[0]).shape;
  Shape& weight = graph.values[static_cast<std::size_t>(node.inputs[1])].shape;
  const Part part =
      smallest({x[1], weight[2], op.stride, op.padding}, {x[2], weight[3], op.stride, op.padding});
  if (part.rows == weight[2] && part.columns == weight[3]) return;
  Initial& initial =
      std::find_if(graph.parameters.begin(), graph.parameters.end(), [&](const Persistent& p) {
        return p.value == node.inputs[1];
      })->initial;
  if (initial.whole.empty()) {
    initial.whole = weight;
    initial.first = {0, 0, 0, 0};
  }
  initial.first[2] += part.first;
  initial.first[3] += part.first;
  weight = {weight[0], weight[1], part.rows, part.columns};
  op.padding -= part.first;  // at least 0: tap number `padding`, if any, meets the first pixel
}

std::ptrdiff_t readers(const Graph& graph, ValueId value) {
  std::ptrdiff_t readers = 0;
  for (const Node& node : graph.nodes) {
    readers += std::count(node.inputs.begin(), node.inputs.end(), value);
  }
  return readers;
}

bool is_differentiated(const Graph& graph) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const Node& node) { return std::holds_alternative<Sgd>(node.op); });
}

}  // namespace

Graph crop_filters(Graph graph) {
  if (is_differentiated(graph)) {
    throw std::invalid_argument("filters are cropped before a graph is differentiated");
  }
  for (Node& node : graph.nodes) {
    auto* op = std::get_if<Convolution>(&node.op);
    if (op && readers(graph, node.inputs[1]) == 1) crop(graph, node, *op);
  }
  return graph;
}

}  // namespace warpmark::nn
