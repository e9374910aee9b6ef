#include "models/backends/cuda/matchers.h"

#include "harness/error.h"
#include "models/backends/cuda/statistics.h"
#include "models/ops.h"

#include <array>
#include <stdexcept>

namespace warpmark::nn {

std::span<const Matcher> matchers() {
  static constexpr std::array kAll = {match_batch_norm,
                                      match_batch_norm_inference,
                                      match_batch_norm_backward,
                                      match_convolution_max_pool,
                                      match_max_pool_relu_backward,
                                      match_convolution,
                                      match_dgrad,
                                      match_wgrad,
                                      match_linear,
                                      match_linear_backward,
                                      match_max_pool,
                                      match_average_pool,
                                      match_pointwise,
                                      match_loss,
                                      match_sgd};
  return kAll;
}

Lowered lower(const Graph& graph, const ImageSet& images, const Build& build, Index rows,
              const Tuning& tuning) {
  const Shape image{images.channels, images.height, images.width};
  if (graph.value(graph.images).shape != image) {
    throw std::invalid_argument("the network takes images " + str(graph.value(graph.images).shape) +
                                ", not " + str(image));
  }
  Lowering lowering(graph, images, build, rows);
  if (build.dtype == DType::fp16) fold_statistics(lowering, tuning.fold_from_bytes);
  for (int node = static_cast<int>(graph.nodes.size()); node-- > 0;) {
    if (lowering.taken(node)) continue;
    bool taken = false;
    for (std::size_t m = 0; !taken && m < matchers().size(); ++m) {
      taken = matchers()[m](lowering, node);
    }
    if (taken) continue;
    throw Unsupported("no kernel on a GPU for " + std::string(row_of(lowering.node(node).op).name));
  }
  return lowering.finish();
}

}  // namespace warpmark::nn
