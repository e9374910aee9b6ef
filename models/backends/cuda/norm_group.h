#pragma once

#include "models/backends/cuda/lowering.h"

namespace warpmark::nn {

/// A batch norm, and the addition and the ReLU that its result alone goes through, where they are.
struct NormGroup {
  int norm = -1, add = -1, relu = -1;  // nodes; -1: not there
  ValueId addend = -1;

  std::vector<int> nodes() const {
    std::vector<int> nodes = {norm};
    if (add >= 0) nodes.push_back(add);
    if (relu >= 0) nodes.push_back(relu);
    return nodes;
  }
  std::string suffix() const {
    return std::string(add >= 0 ? "_add" : "") + (relu >= 0 ? "_relu" : "");
  }
};

/// The group that ends with node `last`. Norm: BatchNorm or BatchNormInference.
template <class Norm>
NormGroup find_norm(const Lowering& l, int last) {
  if (l.op<Norm>(last)) return {.norm = last};
  if (!l.op<Relu>(last)) return {};
  const ValueId x = l.node(last).inputs[0];
  NormGroup group{.norm = l.only_producer<Norm>(x, last), .relu = last};
  if (group.norm >= 0) return group;
  group.add = l.only_producer<Add>(x, last);
  for (std::size_t i = 0; group.add >= 0 && group.norm < 0 && i < 2; ++i) {
    const Node& add = l.node(group.add);
    group.norm = l.only_producer<Norm>(add.inputs[i], group.add);
    group.addend = add.inputs[1 - i];
  }
  return group.norm >= 0 ? group : NormGroup{};
}

}  // namespace warpmark::nn
