#include "models/backends/cpu/onednn/ops.h"

namespace warpmark::nn::cpu {

const std::vector<Pattern>& onednn_patterns() {
  static const std::vector<Pattern> all = [] {
    Pattern add_relu_norm = chain<Add, ReluBackward, BatchNormBackward>();
    add_relu_norm.shared = 1;
    Pattern relu_norm = chain<ReluBackward, BatchNormBackward>();
    relu_norm.shared = 0;
    return std::vector<Pattern>{chain<Convolution, Add, Relu>(),
                                chain<Convolution, Add>(),
                                chain<Convolution, Relu>(),
                                chain<Linear, Relu>(),
                                chain<BatchNorm, Add, Relu>(),
                                chain<BatchNorm, Relu>(),
                                chain<BatchNormInference, Add, Relu>(),
                                chain<BatchNormInference, Relu>(),
                                chain<Add, Relu>(),
                                chain<MaxPoolBackward, ReluBackward>(),
                                add_relu_norm,
                                relu_norm};
  }();
  return all;
}

void assemble(const Group& group, Assembly& assembly) {
  const Node* norm = group.find<BatchNormBackward>();
  std::visit([&](const auto& op) { assemble(op, group, assembly); },
             norm ? norm->op : group.first().op);
}

}  // namespace warpmark::nn::cpu
