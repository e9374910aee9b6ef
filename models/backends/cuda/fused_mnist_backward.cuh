#pragma once

#include "models/backends/cuda/fused_mnist_shape.cuh"

// From the gradient of the logits to those of all parameters, of one image. A max-pool hands its
// gradient to the winner of each window alone, and the sums below leave out the others: their terms
// are zero. Each function is run by all threads of a block; a barrier lies between any two.
namespace warpmark::nn::fused {

/// Where an image's gradients go: to memory of the block, over those of the images before it.
struct Gradients {
  float* to;  // kParameters
  bool add;   // to what is there

  __device__ __forceinline__ void put(int i, float value) const {
    to[i] = add ? to[i] + value : value;
  }
  __device__ __forceinline__ void put(int i, Four value) const {
    if (add) {
      const auto before = load<Four>(to + i);
#pragma unroll
      for (int e = 0; e < 4; ++e) value.at[e] += before.at[e];
    }
    store(to + i, value);
  }
};

/// Where a parameter's array begins among all of them.
template <class Array>
__device__ __forceinline__ int offset_of(const Workspace& w, const Array& array) {
  return static_cast<int>(array - reinterpret_cast<const float*>(&w.p));
}

/// Gradient of the hidden layer before its ReLU, and of fc2's parameters.
__device__ __forceinline__ void output_backward(Workspace& w, const Gradients& gradients) {
  for_each(kHidden, [&](int i) {
    float sum = 0;
#pragma unroll
    for (int c = 0; c < kClasses; ++c) sum += w.d_logits[c] * w.p.fc2_weight[c * kHidden + i];
    w.d_hidden[i] = w.hidden[i] > 0 ? sum : 0;
  });
  const int weight = offset_of(w, w.p.fc2_weight), bias = offset_of(w, w.p.fc2_bias);
  for_each(kClasses * kHidden, [&](int i) {
    gradients.put(weight + i, w.d_logits[i / kHidden] * w.hidden[i % kHidden]);
  });
  for_each(kClasses, [&](int i) { gradients.put(bias + i, w.d_logits[i]); });
}

/// Gradient of conv2's output, where its windows' winners have what the pooled element gets and
/// all others 0; and that of fc1's parameters.
__device__ __forceinline__ void hidden_backward(Workspace& w, const Gradients& gradients) {
  for_each(kFeatures, [&](int i) {
    float sum = 0;
#pragma unroll 10
    for (int h = 0; h < kHidden; ++h) sum += w.d_hidden[h] * w.p.fc1_weight[h * kFeatures + i];
    const int winner = w.winner2[i];
    w.d_pooled2[i] = winner == kNoWinner ? 0 : sum;
    const int position = i % kPositions2;
    float* const window = w.d_conv2 + i / kPositions2 * kApartD2 +
                          position / kPooled2 * 2 * kSide2 + position % kPooled2 * 2;
#pragma unroll
    for (int e = 0; e < 4; ++e) window[e / 2 * kSide2 + e % 2] = e == winner ? sum : 0;
  });
  const int weight = offset_of(w, w.p.fc1_weight), bias = offset_of(w, w.p.fc1_bias);
  for_each(kHidden * kFeatures / 4, [&](int v) {
    auto four = load<Four>(w.pooled2 + 4 * v % kFeatures);
#pragma unroll
    for (int e = 0; e < 4; ++e) four.at[e] *= w.d_hidden[4 * v / kFeatures];
    gradients.put(weight + 4 * v, four);
  });
  for_each(kHidden, [&](int i) { gradients.put(bias + i, w.d_hidden[i]); });
}

/// A row of d_conv2 in registers.
struct GradientRow {
  float at[kSide2];
  __device__ __forceinline__ GradientRow(const Workspace& w, int channel, int row) {
#pragma unroll
    for (int v = 0; v < kSide2; v += 4) {
      const auto four = load<Four>(w.d_conv2 + channel * kApartD2 + row * kSide2 + v);
#pragma unroll
      for (int e = 0; e < 4; ++e) at[v + e] = four.at[e];
    }
  }
};

/// Parts of conv2's dgrad: a thread computes a row of one input channel from four channels.
/// Neighbouring threads have the same row, and so as many terms.
__device__ __forceinline__ void data_gradient2(Workspace& w) {
  constexpr int kHeld = 4, kRows = kChannels1 * kChannels2 / kHeld;
  for_each(kRows * kPooled1, [&](int i) {
    const int input = i % kChannels1, part = i % kRows / kChannels1, y = i / kRows;
    const int begin = y < kTapRow ? 0 : y - kTapRow + 1, end = y < kSide2 ? y + 1 : kSide2;
    float sum[kPooled1] = {};
#pragma unroll 1
    for (int c = part * kHeld; c < (part + 1) * kHeld; ++c) {
      const float* const filter = w.p.conv2_weight + c * kInputs2 + input * kTaps;
      for (int row = begin; row < end; ++row) {
        const GradientRow d(w, c, row);
#pragma unroll
        for (int s = 0; s < kTapRow; ++s) {
          const float tap = filter[(y - row) * kTapRow + s];
#pragma unroll
          for (int x = 0; x < kSide2; ++x) sum[x + s] += d.at[x] * tap;
        }
      }
    }
#pragma unroll
    for (int x = 0; x < kPooled1; ++x) w.parts_d1[part][input][y * kPooled1 + x] = sum[x];
  });
}

/// Gradient of conv1's output at the winners.
__device__ __forceinline__ void sum_data_gradient2(Workspace& w) {
  for_each(kChannels1 * kPositions1, [&](int i) {
    float sum = 0;
#pragma unroll
    for (const auto& part : w.parts_d1) sum += part[i / kPositions1][i % kPositions1];
    const int at = i / kPositions1 * kApartD1 + i % kPositions1;
    w.d_pooled1[at] = w.winner1[i] == kNoWinner ? 0 : sum;
  });
}

/// conv2's wgrad: a thread computes a row of taps of two filters. Neighbouring threads have the
/// same two, and so read the same gradients.
__device__ __forceinline__ void weight_gradient2(Workspace& w) {
  constexpr int kHeld = 2, kRows = kChannels1 * kTapRow;
  for_each(kRows * kChannels2 / kHeld, [&](int i) {
    const int r = i % kTapRow, input = i % kRows / kTapRow, first = i / kRows * kHeld;
    float sum[kHeld][kTapRow] = {};
#pragma unroll 2
    for (int y = 0; y < kSide2; ++y) {
      float x[kPooled1];
#pragma unroll
      for (int v = 0; v < kPooled1; v += 4) {
        const auto four = load<Four>(w.pooled1 + input * kApartX1 + (y + r) * kPooled1 + v);
#pragma unroll
        for (int e = 0; e < 4; ++e) x[v + e] = four.at[e];
      }
#pragma unroll
      for (int c = 0; c < kHeld; ++c) {
        const GradientRow d(w, first + c, y);
#pragma unroll
        for (int s = 0; s < kTapRow; ++s) {
#pragma unroll
          for (int q = 0; q < kSide2; ++q) sum[c][s] += d.at[q] * x[q + s];
        }
      }
    }
#pragma unroll
    for (int c = 0; c < kHeld; ++c) {
#pragma unroll
      for (int s = 0; s < kTapRow; ++s) {
        w.d_conv2_weight[(first + c) * kInputs2 + input * kTaps + r * kTapRow + s] = sum[c][s];
      }
    }
  });
}

__device__ __forceinline__ void put_weight_gradient2(Workspace& w, const Gradients& gradients) {
  const int weight = offset_of(w, w.p.conv2_weight), bias = offset_of(w, w.p.conv2_bias);
  static_assert(kChannels2 * kInputs2 % 4 == 0);
  for_each(kChannels2 * kInputs2 / 4,
           [&](int v) { gradients.put(weight + 4 * v, load<Four>(w.d_conv2_weight + 4 * v)); });
  for_each(kChannels2, [&](int c) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < kPositions2; ++i) sum += w.d_pooled2[c * kPositions2 + i];
    gradients.put(bias + c, sum);
  });
}

/// Parts of conv1's wgrad: a thread computes a row of taps from a row of windows. Neighbouring
/// threads have the same windows.
__device__ __forceinline__ void weight_gradient1(Workspace& w) {
  for_each(kChannels1 * kTapRow * kPooled1, [&](int i) {
    const int r = i % kTapRow, c = i / kTapRow % kChannels1, row = i / (kTapRow * kChannels1);
    float sum[kTapRow] = {};
    for (int column = 0; column < kPooled1; ++column) {
      const int at = row * kPooled1 + column;
      const int winner = w.winner1[c * kPositions1 + at];
      if (winner == kNoWinner) continue;
      const float gradient = w.d_pooled1[c * kApartD1 + at];
      const float* const x = w.x + (2 * row + winner / 2 + r) * kImage + 2 * column + winner % 2;
#pragma unroll
      for (int s = 0; s < kTapRow; ++s) sum[s] += gradient * x[s];
    }
#pragma unroll
    for (int s = 0; s < kTapRow; ++s) w.parts_w1[row][c * kTaps + r * kTapRow + s] = sum[s];
  });
}

__device__ __forceinline__ void put_weight_gradient1(Workspace& w, const Gradients& gradients) {
  for_each(kChannels1 * kTaps, [&](int i) {
    float sum = 0;
#pragma unroll
    for (const auto& part : w.parts_w1) sum += part[i];
    gradients.put(offset_of(w, w.p.conv1_weight) + i, sum);
  });
  const int warp = fresh_thread_index() / kWarp;
  if (warp >= kChannels1) return;
  float sum = 0;
  for (int i = fresh_thread_index() % kWarp; i < kPositions1; i += kWarp) {
    sum += w.d_pooled1[warp * kApartD1 + i];
  }
  sum = warp_reduce(sum, Plus{});
  if (threadIdx.x % kWarp == 0) gradients.put(offset_of(w, w.p.conv1_bias) + warp, sum);
}

}  // namespace warpmark::nn::fused
