#pragma once

#include "models/backends/cpu/onednn/assembly.h"

namespace warpmark::nn::cpu {

/// What is one kernel besides single nodes.
const std::vector<Pattern>& onednn_patterns();

/// Adds what fills the images of a step and their labels.
void assemble_batch(Assembly& assembly, const ImageSet& set);

/// Adds the kernels of a group.
void assemble(const Group& group, Assembly& assembly);

// The same for a group that begins with that op, or ends with it where it is a batch norm's
// gradient.
void assemble(const Convolution& op, const Group& group, Assembly& assembly);
void assemble(const ConvolutionDgrad& op, const Group& group, Assembly& assembly);
void assemble(const ConvolutionWgrad& op, const Group& group, Assembly& assembly);
void assemble(const Linear& op, const Group& group, Assembly& assembly);
void assemble(const LinearDgrad& op, const Group& group, Assembly& assembly);
void assemble(const LinearWgrad& op, const Group& group, Assembly& assembly);
void assemble(const BatchNorm& op, const Group& group, Assembly& assembly);
void assemble(const BatchNormInference& op, const Group& group, Assembly& assembly);
void assemble(const BatchNormBackward& op, const Group& group, Assembly& assembly);
void assemble(const Relu& op, const Group& group, Assembly& assembly);
void assemble(const ReluBackward& op, const Group& group, Assembly& assembly);
void assemble(const Add& op, const Group& group, Assembly& assembly);
void assemble(const MaxPool& op, const Group& group, Assembly& assembly);
void assemble(const MaxPoolBackward& op, const Group& group, Assembly& assembly);
void assemble(const GlobalAveragePool& op, const Group& group, Assembly& assembly);
void assemble(const GlobalAveragePoolBackward& op, const Group& group, Assembly& assembly);
void assemble(const SoftmaxNll& op, const Group& group, Assembly& assembly);
void assemble(const SoftmaxNllBackward& op, const Group& group, Assembly& assembly);
void assemble(const Sgd& op, const Group& group, Assembly& assembly);

}  // namespace warpmark::nn::cpu
