#pragma once

#include "models/graph.h"
#include "models/plan.h"

#include <vector>

namespace warpmark::nn::cpu {

/// Nodes that one kernel computes: a chain, in which each node but the first reads what the node
/// before it wrote first.
struct Group {
  std::vector<const Node*> nodes;
  ValueId inner = -1;  // what passes between two nodes and is read by others too

  const Node& first() const { return *nodes.front(); }
  const Node& last() const { return *nodes.back(); }
  /// The node of that op; nullptr where the group has none.
  template <class Op>
  const Node* find() const {
    for (const Node* node : nodes) {
      if (std::holds_alternative<Op>(node->op)) return node;
    }
    return nullptr;
  }
  /// What the node's kernel reads of it: its inputs but for what the node before it wrote.
  std::vector<ValueId> reads(std::size_t node) const;

  /// What the kernel needs of memory: what passes between the nodes alone is not stored.
  Step step() const;
};

/// Ops that a back end has one kernel for.
struct Pattern {
  std::vector<std::size_t> kinds;  // Op::index() of each
  // Others may read what this node of the chain writes, too.
  std::size_t shared = static_cast<std::size_t>(-1);
};

template <class... Ops>
Pattern chain() {
  return {{Op(Ops{}).index()...}};
}

/// The nodes of a graph in groups, in an order in which each finds its inputs written. The first
/// pattern that fits is taken; a node that none fits is a group by itself.
std::vector<Group> group_nodes(const Graph& graph, const std::vector<Pattern>& patterns);

}  // namespace warpmark::nn::cpu
