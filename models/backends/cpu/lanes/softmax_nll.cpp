#include "models/backends/cpu/lanes/softmax_nll.h"

#include "kernels/simd_exp.h"

#include <cmath>
#include <numbers>

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;
using Lanes = Vector<float>;

Lanes largest(const LaneLogits& logits) {
  Lanes most = load(logits.values);
  for (Index k = 1; k < logits.classes; ++k)
    most = maximum<float>(load(logits.values + k * kLane), most);
  return most;
}

/// exp(logits of class k - most)
Lanes power(const LaneLogits& logits, Index k, const Lanes& most) {
  return exp2_nonpositive<float>((load(logits.values + k * kLane) - most) *
                                 std::numbers::log2e_v<float>);
}

Lanes sum_of_powers(const LaneLogits& logits, const Lanes& most) {
  Lanes sum = {};
  for (Index k = 0; k < logits.classes; ++k) sum += power(logits, k, most);
  return sum;
}

}  // namespace

void add_softmax_nll(const LaneLogits& logits, Tally& tally) {
  const Lanes most = largest(logits), sum = sum_of_powers(logits, most);
  for (Index i = 0; i < logits.images; ++i) {
    const float* own = logits.values + i;
    const auto lane = static_cast<std::size_t>(i);
    Index winner = 0;
    while (own[winner * kLane] < most[lane]) ++winner;
    tally.correct += winner == logits.labels[i];
    tally.loss += std::log(static_cast<double>(sum[lane])) +
                  (static_cast<double>(most[lane]) - own[logits.labels[i] * kLane]);
  }
  tally.images += logits.images;
}

void softmax_nll_backward(const LaneLogits& logits, Index batch, float* dlogits) {
  const Lanes most = largest(logits);
  alignas(kVectorBytes) float live[kLane] = {};
  std::fill_n(live, logits.images, 1.0f / static_cast<float>(batch));
  const Lanes share = load(live), scale = share / sum_of_powers(logits, most);
  for (Index k = 0; k < logits.classes; ++k)
    store<Store::cached>(dlogits + k * kLane, power(logits, k, most) * scale);
  for (Index i = 0; i < logits.images; ++i) dlogits[logits.labels[i] * kLane + i] -= live[i];
}

}  // namespace warpmark::nn::cpu
