#pragma once

#include "models/backends/cuda/lower.h"

#include <map>
#include <utility>

namespace warpmark::nn {

/// Of a batch norm whose sums the convolution before it takes: those, and what they make of it:
/// y = x·scale + offset. Buffers.
struct NormMap {
  int sums = -1, squares = -1, scale = -1, offset = -1;
};

/// A graph while its nodes are grouped, last to first. A matcher is shown a node; where it is the
/// last of a group that the matcher knows, the matcher takes the group and emits its kernels.
class Lowering {
 public:
  Lowering(const Graph& graph, const ImageSet& images, const Build& build, Index rows);

  const Graph& graph;
  const ImageSet& images;
  const Build& build;
  const Index rows;       // images of a batch
  const Storage storage;  // of activations

  const Node& node(int at) const { return graph.nodes[static_cast<std::size_t>(at)]; }
  template <class T>
  const T* op(int at) const {
    return at < 0 ? nullptr : std::get_if<T>(&node(at).op);
  }
  /// The node that writes a value; -1: none does.
  int producer(ValueId value) const { return producer_[static_cast<std::size_t>(value)]; }
  const std::vector<int>& readers(ValueId value) const {
    return readers_[static_cast<std::size_t>(value)];
  }
  /// The last node that writes the value, if it is a T and no node but `reader` reads the value.
  template <class T>
  int only_producer(ValueId value, int reader) const {
    const int at = producer(value);
    return op<T>(at) && read_by(value, reader) ? at : -1;
  }
  /// Does anything but `reader` need the value?
  bool read_by(ValueId value, int reader) const;
  bool read_outside(ValueId value, const std::vector<int>& nodes) const;

  /// The value's buffer: of a parameter, the one that is multiplied with activations.
  int buffer(ValueId value);
  /// The parameter in fp32.
  int master(ValueId parameter) const { return masters_.at(parameter); }
  /// The bits of y > 0, wanted by a kernel of the backward pass. The kernel that writes y asks
  /// whether it is to write them too.
  int mask(ValueId y);
  bool masked(ValueId y) const { return masks_.count(y) != 0; }
  int extra(Buffer buffer);
  /// Of a max-pool's output: where in its window each element comes from.
  int winners(ValueId y);
  /// Says that the winners of y must know of a ReLU before the pool, since these nodes, which read
  /// what that ReLU gave, were made to do without.
  void go_through_relu(ValueId y, std::vector<int> readers) {
    through_relu_[y] = std::move(readers);
  }
  /// Those nodes; none: nobody said so.
  std::vector<int> through_relu(ValueId y) const;
  /// Of a batch norm: the map that others are to find here.
  void add_norm_map(int norm);
  bool has_norm_map(int norm) const { return norm_maps_.count(norm) != 0; }
  const NormMap& norm_map(int norm) const { return norm_maps_.at(norm); }
  /// Loss and answer of each image of the batch.
  int image_metrics();
  float loss_scale() const { return result_.loss_scale; }
  /// Elements of matrices and of vectors.
  std::pair<Index, Index> parameter_counts() const { return {result_.matrices, result_.vectors}; }
  const Buffer& at(int buffer) const { return result_.buffers[static_cast<std::size_t>(buffer)]; }

  /// Makes these nodes, in ascending order, one group. False where a node outside of it needs
  /// a result before the last of them.
  bool take(const std::vector<int>& nodes);
  /// Says that the node is computed, whatever the groups of others.
  void take_apart(int node) { taken_[static_cast<std::size_t>(node)] = true; }
  bool taken(int node) const { return taken_[static_cast<std::size_t>(node)]; }

  /// Kernels are run at the place of `node`, in the order in which they are emitted for it.
  void emit(int n, Kernel kernel);
  void emit(int n, std::string name, Own own, std::vector<int> reads, std::vector<int> writes);
  /// The same for what nothing but the end of the step waits for.
  void emit_aside(int node, std::string name, Own own, std::vector<int> reads,
                  std::vector<int> writes);

  /// All kernels in order, behind the one that gathers the images.
  Lowered finish();

 private:
  void arrange(ValueId parameter, ValueId gradient, Index offset);
  void arrange_parameters();
  void arrange_statistics();
  Kernel gather();
  int beside(ValueId value, std::map<ValueId, int>& known, const char* what, Storage storage);

  Lowered result_;
  std::vector<int> producer_;
  std::vector<std::vector<int>> readers_;
  std::vector<bool> taken_;
  std::map<ValueId, int> masters_, masks_, winners_;
  std::map<ValueId, std::vector<int>> through_relu_;
  std::map<int, NormMap> norm_maps_;
  std::map<int, std::vector<Kernel>> kernels_;  // by node
};

}  // namespace warpmark::nn
