#include "models/backends/cpu/groups.h"

#include <algorithm>

namespace warpmark::nn::cpu {
namespace {

/// Finds chains in a graph. Nodes are named by their positions.
class Matcher {
 public:
  explicit Matcher(const Graph& graph)
      : graph_(graph), readers_(graph.values.size()), taken_(graph.nodes.size()) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      for (const ValueId read : graph.nodes[i].inputs) readers(read).push_back(i);
    }
  }

  /// The nodes of the chain that begins at `first`; empty where it does not fit.
  std::vector<std::size_t> match(std::size_t first, const Pattern& pattern) {
    if (graph_.nodes[first].op.index() != pattern.kinds[0]) return {};
    std::vector<std::size_t> nodes{first};
    for (std::size_t k = 1; k < pattern.kinds.size(); ++k) {
      const auto& candidates = readers(graph_.nodes[nodes.back()].outputs[0]);
      const auto next = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t i) {
        return !taken_[i] && graph_.nodes[i].op.index() == pattern.kinds[k];
      });
      if (next == candidates.end()) return {};
      nodes.push_back(*next);
    }
    return fits(nodes, pattern.shared) ? nodes : std::vector<std::size_t>{};
  }

  /// Is a value read by more than the one node that follows in a chain?
  bool read_by_others(ValueId value) { return readers(value).size() > 1 || value == graph_.logits; }

  bool taken(std::size_t node) const { return taken_[node]; }
  void take(const std::vector<std::size_t>& nodes) {
    for (const std::size_t i : nodes) taken_[i] = true;
  }

 private:
  std::vector<std::size_t>& readers(ValueId value) {
    return readers_[static_cast<std::size_t>(value)];
  }

  /// The chain is computed where its last node stands: nobody may read from it before.
  bool fits(const std::vector<std::size_t>& nodes, std::size_t shared) {
    for (std::size_t k = 0; k + 1 < nodes.size(); ++k) {
      const Node& node = graph_.nodes[nodes[k]];
      if (k != shared && read_by_others(node.outputs[0])) return false;
      for (const ValueId written : node.outputs) {
        for (const std::size_t reader : readers(written)) {
          if (reader != nodes[k + 1] && reader <= nodes.back()) return false;
        }
      }
    }
    return true;
  }

  const Graph& graph_;
  std::vector<std::vector<std::size_t>> readers_;
  std::vector<bool> taken_;
};

}  // namespace

std::vector<ValueId> Group::reads(std::size_t node) const {
  std::vector<ValueId> ids = nodes[node]->inputs;
  if (node > 0) std::erase(ids, nodes[node - 1]->outputs[0]);
  return ids;
}

Step Group::step() const {
  Step step;
  for (std::size_t k = 0; k < nodes.size(); ++k) {
    const std::vector<ValueId> own = reads(k);
    step.reads.insert(step.reads.end(), own.begin(), own.end());
    for (std::size_t i = 0; i < nodes[k]->outputs.size(); ++i) {
      const ValueId written = nodes[k]->outputs[i];
      if (i > 0 || k + 1 == nodes.size() || written == inner) step.writes.push_back(written);
    }
  }
  return step;
}

std::vector<Group> group_nodes(const Graph& graph, const std::vector<Pattern>& patterns) {
  Matcher matcher(graph);
  std::vector<Group> at(graph.nodes.size());  // of the group whose last node stands there
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (matcher.taken(i)) continue;
    std::vector<std::size_t> nodes{i};
    for (const Pattern& pattern : patterns) {
      if (auto found = matcher.match(i, pattern); !found.empty()) {
        nodes = std::move(found);
        break;
      }
    }
    matcher.take(nodes);
    Group& group = at[nodes.back()];
    for (const std::size_t node : nodes) {
      const ValueId written = graph.nodes[node].outputs.empty() ? -1 : graph.nodes[node].outputs[0];
      if (node != nodes.back() && matcher.read_by_others(written)) group.inner = written;
      group.nodes.push_back(&graph.nodes[node]);
    }
  }
  std::erase_if(at, [](const Group& group) { return group.nodes.empty(); });
  return at;
}

}  // namespace warpmark::nn::cpu
