#include "models/backends/cpu/lanes/kernels.h"

#include "kernels/simd.h"
#include "models/phase.h"

namespace warpmark::nn::cpu {
namespace {

/// Lanes that hold positions twice are summed beside the result (models/backends/cpu/pooling.h).
std::size_t workspace_bytes(const Graph& graph, const Node& node) {
  const auto* op = std::get_if<MaxPoolBackward>(&node.op);
  return op ? static_cast<std::size_t>(count(graph.value(node.inputs[0]).shape) /
                                       graph.value(node.inputs[0]).shape[0]) *
                  kVectorBytes
            : 0;
}

const std::vector<Pattern>& patterns() {
  static const std::vector<Pattern> all{chain<Convolution, Relu>(),
                                        chain<Linear, Relu>(),
                                        chain<Add, Relu>(),
                                        chain<ConvolutionDgrad, ReluBackward>(),
                                        chain<LinearDgrad, ReluBackward>(),
                                        chain<MaxPoolBackward, ReluBackward>()};
  return all;
}

}  // namespace

LaneKernels lane_kernels(const Graph& graph, const Persistents& persistents) {
  const std::vector<Group> groups = group_nodes(graph, patterns());
  std::vector<Step> steps{{{}, {graph.images}}};
  std::vector<std::size_t> bytes(graph.values.size());
  const auto stored = [&](ValueId id) {
    if (graph.value(id).batched && id != graph.labels)
      bytes[static_cast<std::size_t>(id)] =
          static_cast<std::size_t>(count(graph.value(id).shape)) * kVectorBytes;
  };
  stored(graph.images);
  for (const Group& group : groups) {
    steps.push_back(group.step());
    steps.back().workspace_bytes = workspace_bytes(graph, group.first());
    for (const ValueId id : steps.back().writes) stored(id);
  }
  LaneKernels all{plan_memory(steps, bytes, {}), {}};
  while (all.forward < groups.size() &&
         phase_of(graph, groups[all.forward].first()) == Phase::forward) {
    ++all.forward;
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    all.kernels.push_back(lane_kernel(graph, persistents, all.plan, groups[i], i + 1));
  }
  return all;
}

}  // namespace warpmark::nn::cpu
