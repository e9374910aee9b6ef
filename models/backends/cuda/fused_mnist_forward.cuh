#pragma once

#include "models/backends/cuda/fused_mnist_shape.cuh"

// From an image to loss and gradient of its logits. Each function is run by all threads of a block;
// a barrier lies between any two.
namespace warpmark::nn::fused {

/// Where a tap lies among filters that are read as vectors. What fills these up to whole vectors is
/// read with them and never used.
__device__ __forceinline__ int in_vectors(int i) { return i / kTaps * kFilter + i % kTaps; }

/// A thread's share of the convolutions' parameters: biases lie behind filters.
struct FilterShare {
  static constexpr int kTaps1 = kChannels1 * kTaps, kTaps2 = kChannels2 * kInputs2;
  Share<kTaps1 + kChannels1> conv1;
  Share<kTaps2 + kChannels2> conv2;

  __device__ __forceinline__ explicit FilterShare(const Parameters& p)
      : conv1(p.conv1_weight), conv2(p.conv2_weight) {}

  /// As they are, and filters once more where they are read as vectors.
  __device__ __forceinline__ void put(Workspace& w) const {
    float* const to1 = w.p.conv1_weight;
    conv1.for_each([&](int i, float value) {
      to1[i] = value;
      if (i < kTaps1) w.filters1[in_vectors(i)] = value;
    });
    float* const to2 = w.p.conv2_weight;
    conv2.for_each([&](int i, float value) {
      to2[i] = value;
      if (i < kTaps2) w.filters2[in_vectors(i)] = value;
    });
  }
};

/// Begins to copy the parameters of the linear layers, which lie behind one another.
__device__ __forceinline__ void begin_linear_parameters(Workspace& w, const Parameters& p) {
  constexpr int kCount = kHidden * (kFeatures + 1) + kClasses * (kHidden + 1);
  static_assert(kCount % 4 == 0);
  for_each(kCount / 4,
           [&](int v) { begin_copy<Four>(w.p.fc1_weight + 4 * v, p.fc1_weight + 4 * v); });
}

/// Begins to copy the pixels of an image, which a thread does for those that it puts later.
__device__ __forceinline__ void begin_image(Workspace& w, const std::uint8_t* pixels) {
  static_assert(kPixels % 4 == 0 && kPixels / 4 <= kThreads);
  const int at = 4 * fresh_thread_index();
  if (at < kPixels) begin_copy<FourBytes>(w.bytes + at, pixels + at);
}

/// Waits for all copies. Pixels as byte / 255.
__device__ __forceinline__ void put_image(Workspace& w) {
  commit_copies();
  wait_for_copies<0>();
  const int at = 4 * fresh_thread_index();
  if (at >= kPixels) return;
  const auto bytes = load<FourBytes>(w.bytes + at);
  Four x;
#pragma unroll
  for (int e = 0; e < 4; ++e) x.at[e] = static_cast<float>(bytes.at[e]) / 255.0f;
  store(w.x + at, x);
}

/// conv1, ReLU and max-pool: a thread computes a window of two channels.
__device__ __forceinline__ void layer1(Workspace& w) {
  constexpr int kHeld = 2;
  for_each(kPositions1 * kChannels1 / kHeld, [&](int i) {
    const int position = i % kPositions1, first = i / kPositions1 * kHeld;
    Patch patch;
    patch.read<kImage>(w.x, position / kPooled1, position % kPooled1);
#pragma unroll
    for (int c = first; c < first + kHeld; ++c) {
      const float bias = w.p.conv1_bias[c];
      float sum[4] = {bias, bias, bias, bias};
      patch.convolve(w.filters1 + c * kFilter, sum);
      const Winner best = pool_relu(sum);
      w.pooled1[c * kApartX1 + position] = best.value;
      w.winner1[c * kPositions1 + position] = best.index;
    }
  });
}

/// conv2: a thread computes a window of four channels for one input channel. Half a warp has one
/// input channel, the other half the next; what both have is added at once.
__device__ __forceinline__ void convolve2(Workspace& w) {
  constexpr int kHeld = 4, kHalf = kPositions2;
  static_assert(kHalf == kWarp / 2 && kPositions2 * kChannels1 * kChannels2 / kHeld == kThreads);
  const int thread = fresh_thread_index();
  const int position = thread % kHalf, input = thread / kHalf % kChannels1;
  const int first = thread / (kHalf * kChannels1) * kHeld;
  Patch patch;
  patch.read<kPooled1>(w.pooled1 + input * kApartX1, position / kPooled2, position % kPooled2);
#pragma unroll
  for (int c = first; c < first + kHeld; ++c) {
    float sum[4] = {};
    patch.convolve(w.filters2 + (c * kChannels1 + input) * kFilter, sum);
#pragma unroll
    for (int e = 0; e < 4; ++e) {
      const float both = sum[e] + __shfl_xor_sync(0xffffffffu, sum[e], kHalf);
      if (input % 2 == 0) w.parts2[input / 2][c][e][position] = both;
    }
  }
}

/// Adds the parts of conv2, then ReLU and max-pool.
__device__ __forceinline__ void layer2(Workspace& w) {
  for_each(kFeatures, [&](int i) {
    const int c = i / kPositions2, position = i % kPositions2;
    const float bias = w.p.conv2_bias[c];
    float sum[4] = {bias, bias, bias, bias};
#pragma unroll
    for (int part = 0; part < kChannels1 / 2; ++part) {
#pragma unroll
      for (int e = 0; e < 4; ++e) sum[e] += w.parts2[part][c][e][position];
    }
    const Winner best = pool_relu(sum);
    w.pooled2[i] = best.value;
    w.winner2[i] = best.index;
  });
}

/// Output `row` of a fully connected layer; every lane of the warp gets it.
__device__ __forceinline__ float fully_connected(const float* weight, float bias, const float* x,
                                                 int inputs, int row) {
  float sum = 0;
  for (int i = fresh_thread_index() % kWarp; i < inputs; i += kWarp) {
    sum += weight[row * inputs + i] * x[i];
  }
  return warp_reduce(sum, Plus{}) + bias;
}

__device__ __forceinline__ void hidden_layer(Workspace& w) {
  const int warp = fresh_thread_index() / kWarp;
  for (int row = warp; row < kHidden; row += kWarps) {
    const float y = fully_connected(w.p.fc1_weight, w.p.fc1_bias[row], w.pooled2, kFeatures, row);
    if (threadIdx.x % kWarp == 0) w.hidden[row] = y <= 0 ? 0 : y;
  }
}

__device__ __forceinline__ void output_layer(Workspace& w) {
  const int row = fresh_thread_index() / kWarp;
  if (row >= kClasses) return;
  const float y = fully_connected(w.p.fc2_weight, w.p.fc2_bias[row], w.hidden, kHidden, row);
  if (threadIdx.x % kWarp == 0) w.logits[row] = y;
}

/// Negative log-likelihood of the label, and its gradient times `scale`. By the first warp.
__device__ __forceinline__ void softmax_loss(Workspace& w, int label, float scale,
                                             ImageMetrics* metrics) {
  if (threadIdx.x >= kWarp) return;
  const int lane = fresh_thread_index();
  const float z = lane < kClasses ? w.logits[lane] : -INFINITY;
  const float largest = warp_reduce(z, Max{});
  const float power = lane < kClasses ? expf(z - largest) : 0;
  const float sum = warp_reduce(power, Plus{});
  const unsigned int at_largest = __ballot_sync(0xffffffffu, z == largest);
  if (lane < kClasses) {
    w.d_logits[lane] = (power / sum - (lane == label ? 1.0f : 0.0f)) * scale;
  }
  if (lane == label) {
    const bool first = (at_largest & ((2u << lane) - 1)) == (1u << lane);
    *metrics = {logf(sum) - (z - largest), first ? 1 : 0};
  }
}

}  // namespace warpmark::nn::fused
