#pragma once

#include "harness/index.h"

#include <string_view>
#include <vector>

namespace warpmark::nn {

/// How the learning rate falls over a training of T steps, as a factor of its highest value:
/// - constant: 1
/// - step: 1, from T/2 on 0.1, from 3T/4 on 0.01, as K. He et al. train on CIFAR-10 (CVPR 2016,
///   arXiv:1512.03385, §4.2)
/// - cosine: ½ (1 + cos πx), x from 0 to 1 after the warm-up; I. Loshchilov and F. Hutter, ICLR
/// 2017
///   (arXiv:1608.03983), without restarts
enum class Decay { constant, step, cosine };

/// Throws UsageError naming `text` and the decays known.
Decay parse_decay(std::string_view text);

/// The learning rates of a training.
struct Schedule {
  Decay decay = Decay::constant;
  double rate = 0.01;       // the highest
  Index epochs = 10;        // of the whole training
  Index warmup_epochs = 0;  // in which the rate rises linearly to the highest (P. Goyal et al.,
                            // 2017, arXiv:1706.02677, §2.2)

  /// Of each of the `steps` steps of an epoch, which counts from 0. Beyond the last epoch the rate
  /// stays what it was at the end.
  std::vector<float> learning_rates(Index epoch, Index steps) const;
};

}  // namespace warpmark::nn
