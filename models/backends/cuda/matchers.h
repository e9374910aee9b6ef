#pragma once

#include "models/backends/cuda/lowering.h"

#include <span>

namespace warpmark::nn {

/// Where `last` is the last node of a group that it knows: takes the group, emits its kernels and
/// returns true.
using Matcher = bool (*)(Lowering& lowering, int last);

// Each takes what its comment says: nodes joined by arrows as values flow.
bool match_batch_norm(Lowering& l, int last);           // batch norm [→ add] [→ ReLU]
bool match_batch_norm_backward(Lowering& l, int last);  // [[add →] ReLU backward →] its backward
bool match_batch_norm_inference(Lowering& l, int last);  // batch norm inference [→ add] [→ ReLU]
bool match_convolution(Lowering& l, int last);           // convolution [→ add] [→ ReLU]
bool match_dgrad(Lowering& l, int last);                 // dgrad [→ add]
bool match_wgrad(Lowering& l, int last);                 // wgrad
bool match_convolution_max_pool(Lowering& l, int last);    // convolution → ReLU → max-pool
bool match_max_pool_relu_backward(Lowering& l, int last);  // their backward passes' last two
bool match_max_pool(Lowering& l, int last);                // max-pool forward, backward
bool match_average_pool(Lowering& l, int last);            // the global one forward, backward
bool match_linear(Lowering& l, int last);                  // linear [→ ReLU]
bool match_linear_backward(Lowering& l, int last);         // linear dgrad, linear wgrad
bool match_pointwise(Lowering& l, int last);               // ReLU, ReLU backward, add
bool match_loss(Lowering& l, int last);  // softmax and loss [→ softmax and loss backward]
bool match_sgd(Lowering& l, int last);

// For matchers: kernels of a part of a group.

/// The convolution without its bias.
void emit_convolution(Lowering& l, int convolution, int node);
/// Sums over all but the channels: the gradient of a bias from that of what it was added to.
void emit_channel_sums(Lowering& l, int node, int x, int sums);

/// All of them, those of wider groups first.
std::span<const Matcher> matchers();

}  // namespace warpmark::nn
