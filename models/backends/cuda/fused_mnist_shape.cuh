#pragma once

#include "harness/cuda/device.cuh"
#include "models/backends/cuda/metrics.cuh"

// The network of zoo/mnist_cnn.cpp, an image a block: what its fused kernels know of its shape. All
// arrays are row-major, channels first.
namespace warpmark::nn::fused {

constexpr int kThreads = 800, kWarps = kThreads / kWarp;

constexpr int kImage = 28, kPixels = kImage * kImage;
constexpr int kTaps = 25, kTapRow = 5;  // of a filter of 5×5
constexpr int kFilter = 28;             // elements it has where it is read as vectors of four

constexpr int kChannels1 = 10, kSide1 = 24, kPooled1 = 12, kPositions1 = kPooled1 * kPooled1;
constexpr int kChannels2 = 20, kSide2 = 8, kPooled2 = 4, kPositions2 = kPooled2 * kPooled2;
constexpr int kFeatures = kChannels2 * kPositions2, kHidden = 50, kClasses = 10;
constexpr int kInputs2 = kChannels1 * kTaps;  // of one filter of the second convolution

// From one channel to the next where threads read several at one place: these lie in different
// banks of shared memory then. Of the first pooled maps, their gradients, those of the second
// convolution.
constexpr int kApartX1 = kPositions1 + 12, kApartD1 = kPositions1 + 1;
constexpr int kApartD2 = kSide2 * kSide2 + 4;

/// Parameters in forward order, one behind the other, in the layout of a state dict; gradients and
/// velocities likewise.
struct Parameters {
  float conv1_weight[kChannels1 * kTaps], conv1_bias[kChannels1];
  float conv2_weight[kChannels2 * kInputs2], conv2_bias[kChannels2];
  float fc1_weight[kHidden * kFeatures], fc1_bias[kHidden];
  float fc2_weight[kClasses * kHidden], fc2_bias[kClasses];
};
constexpr int kParameters = sizeof(Parameters) / sizeof(float);
static_assert(kParameters == 21840);

constexpr std::uint8_t kNoWinner = 4;  // of a pooling window whose largest element ReLU sets to 0

/// What a block keeps of its image. The parameters come first, as in memory.
struct alignas(16) Workspace {
  Parameters p;
  float filters1[kChannels1 * kFilter], filters2[kChannels2 * kChannels1 * kFilter];
  alignas(4) std::uint8_t bytes[kPixels];
  float x[kPixels];
  float pooled1[kChannels1 * kApartX1], pooled2[kFeatures];
  float hidden[kHidden + 2], logits[kClasses + 2];
  // Gradients of what comes before the layer's ReLU and pooling, where something won; of the
  // hidden layer before its ReLU; of the logits.
  float d_pooled1[kChannels1 * kApartD1 + 2], d_pooled2[kFeatures];
  float d_conv2[kChannels2 * kApartD2];
  float d_hidden[kHidden + 2], d_logits[kClasses + 2];
  // Which of a window's four elements is the largest: 0 … 3 in row-major order, or kNoWinner.
  std::uint8_t winner1[kChannels1 * kPositions1], winner2[kFeatures];
  // Sums that several threads hold parts of; and the gradient of conv2_weight on its way out.
  union {
    float parts2[kChannels1 / 2][kChannels2][4][kPositions2];  // conv2, by pairs of inputs
    float parts_d1[kChannels2 / 4][kChannels1][kApartD1];      // d_pooled1, by four channels
    float parts_w1[kPooled1][kChannels1 * kTaps];              // conv1_weight, by rows
    float d_conv2_weight[kChannels2 * kInputs2];
  };
};
static_assert(sizeof(Workspace) <= 227 * 1024);

/// Element `i` of items that the block's threads take in turn.
template <class Body>
__device__ __forceinline__ void for_each(int items, Body body) {
  for (int i = fresh_thread_index(); i < items; i += kThreads) body(i);
}

/// The same of kItems numbers in global memory, all of which are asked for at once.
template <int kItems>
class Share {
 public:
  __device__ __forceinline__ explicit Share(const float* from) {
#pragma unroll
    for (int k = 0; k < kEach; ++k) {
      const int i = fresh_thread_index() + k * kThreads;
      if (i < kItems) held_[k] = load_past_l1<float>(from + i);
    }
  }

  template <class Body>
  __device__ __forceinline__ void for_each(Body body) const {
#pragma unroll
    for (int k = 0; k < kEach; ++k) {
      const int i = fresh_thread_index() + k * kThreads;
      if (i < kItems) body(i, held_[k]);
    }
  }

 private:
  static constexpr int kEach = (kItems + kThreads - 1) / kThreads;
  float held_[kEach];
};

using Four = Vec<float, 4>;
using Two = Vec<float, 2>;
using FourBytes = Vec<std::uint8_t, 4>;

/// The 6×6 elements that a filter of 5×5 sees at the four positions of a pooling window.
struct Patch {
  float at[6][6];

  template <int kSide>
  __device__ __forceinline__ void read(const float* map, int row, int column) {
#pragma unroll
    for (int i = 0; i < 6; ++i) {
#pragma unroll
      for (int j = 0; j < 6; j += 2) {
        const auto two = load<Two>(map + (2 * row + i) * kSide + 2 * column + j);
        at[i][j] = two.at[0];
        at[i][j + 1] = two.at[1];
      }
    }
  }

  /// Adds the products of a filter, kFilter elements at `filter`, at the four positions.
  __device__ __forceinline__ void convolve(const float* filter, float (&sum)[4]) const {
#pragma unroll
    for (int v = 0; v < kFilter; v += 4) {
      const auto taps = load<Four>(filter + v);
#pragma unroll
      for (int tap = v; tap < v + 4 && tap < kTaps; ++tap) {
#pragma unroll
        for (int e = 0; e < 4; ++e) {
          sum[e] += taps.at[tap - v] * at[e / 2 + tap / kTapRow][e % 2 + tap % kTapRow];
        }
      }
    }
  }
};

/// The largest of a window after ReLU, and which it was: of several the first.
struct Winner {
  float value;
  std::uint8_t index;
};
__device__ __forceinline__ Winner pool_relu(const float (&window)[4]) {
  Winner best{window[0], 0};
#pragma unroll
  for (int e = 1; e < 4; ++e) {
    // A NaN wins, or it would vanish.
    if (window[e] > best.value || window[e] != window[e]) {
      best = {window[e], static_cast<std::uint8_t>(e)};
    }
  }
  if (best.value <= 0) best = {0, kNoWinner};
  return best;
}

}  // namespace warpmark::nn::fused
