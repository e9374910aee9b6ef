#include "models/backends/cpu/cpu.h"

#include "harness/error.h"
#include "models/backends/cpu/lanes/program.h"
#include "models/backends/cpu/onednn/program.h"

#include <dnnl.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

bool computes_bf16() {
  const auto has = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto needed = static_cast<unsigned>(dnnl::cpu_isa::avx512_core_bf16);
  return (has & needed) == needed;
}

void check_precision(DType dtype) {
  if (dtype == DType::fp32) return;
  if (dtype != DType::bf16) {
    throw Unsupported(
        fmt::format("the CPU's back end computes in fp32 or bf16, not {}", name(dtype)));
  }
  if (!computes_bf16()) throw Unsupported("this processor has no instructions for bf16");
}

/// A parameter's gradient is written where the optimiser finds it, by one node.
void check_parameters(const Graph& graph) {
  for (const Node& node : graph.nodes) {
    if (std::holds_alternative<Add>(node.op) && !graph.value(node.outputs[0]).batched) {
      throw Unsupported("the CPU's back end has no parameters that are used twice");
    }
  }
}

void check_images(const Graph& graph, const ImageSet& set) {
  if (graph.value(graph.images).shape != Shape{set.channels, set.height, set.width} ||
      graph.value(graph.logits).shape[0] < set.classes || set.count == 0) {
    throw std::invalid_argument("the network does not fit the images");
  }
}

}  // namespace

std::unique_ptr<Program> compile_cpu(const Graph& graph, const ImageSet& images,
                                     const Build& build) {
  check_precision(build.dtype);
  check_parameters(graph);
  check_images(graph, images);
  if (cpu::suits_lanes(graph, build)) return cpu::compile_lanes(graph, images, build);
  try {
    return cpu::compile_onednn(graph, images, build);
  } catch (const dnnl::error& error) {
    throw Unsupported(fmt::format("oneDNN has nothing for {} on this processor: {}",
                                  name(build.dtype), error.what()));
  }
}

}  // namespace warpmark::nn
