#pragma once

#include "harness/cuda/buffer.h"
#include "harness/dtype.h"
#include "models/backends/cuda/epoch_settings.h"
#include "models/program.h"

#include <cstdint>

// The project's own kernels of a training step. Each function enqueues one. Maps are NHWC, elements
// of a dtype of fp32, tf32 (stored as fp32), bf16 or fp16; sums are kept in fp32. Channels are
// stored up to a multiple of 16 bytes (`stored`), and those past the last hold zeros, which every
// kernel here leaves or makes. Sums are taken in an order that depends on the sizes alone: the same
// bits every time.
namespace warpmark::nn {

/// Channels of this dtype that a vector of 16 bytes holds.
Index channels_of_vector(DType dtype);

/// Which images a step takes.
struct BatchOfSet {
  const std::uint8_t* images = nullptr;   // the set (…, C, H, W)
  const std::uint16_t* labels = nullptr;  // (…)
  Index channels = 0, height = 0, width = 0;
  const EpochSettings::OnDevice* epoch = nullptr;
  bool shuffled = false, crop_flip = false;
  std::uint64_t seed = 0;  // of cropping and flipping
  Index first = 0;         // position in the epoch
  Index count = 0;
};

/// Pixels as byte / 255 to images (count, H, W, stored), and the labels (count).
void gather(CudaQueue& queue, const BatchOfSet& batch, DType dtype, Index stored, std::byte* images,
            std::int32_t* labels);

/// Max-pool of maps (count, H, W, stored) to (count, P, Q, stored).
struct Pooling {
  Index window = 2, stride = 2, padding = 0;
  Index count = 0, height = 0, width = 0, stored = 0;

  constexpr Index pooled_height() const { return (height + 2 * padding - window) / stride + 1; }
  constexpr Index pooled_width() const { return (width + 2 * padding - window) / stride + 1; }
};

/// The largest of each window, the first of equals in row-major order, and its position in the
/// window, like y (count, P, Q, stored). Requires: padding < window ≤ 16.
void max_pool(CudaQueue& queue, const Pooling& pooling, DType dtype, const std::byte* x,
              std::byte* y, std::uint8_t* winners);
void max_pool_backward(CudaQueue& queue, const Pooling& pooling, DType dtype, const std::byte* dy,
                       const std::uint8_t* winners, std::byte* dx);

/// Mean over the places of each map: (count, places, stored) to (count, stored), and back.
struct Averaging {
  Index count = 0, places = 0, stored = 0;
};
void average_pool(CudaQueue& queue, const Averaging& averaging, DType dtype, const std::byte* x,
                  std::byte* y);
void average_pool_backward(CudaQueue& queue, const Averaging& averaging, DType dtype,
                           const std::byte* dy, std::byte* dx);

/// Element by element, n of them, a multiple of a vector.
void relu(CudaQueue& queue, DType dtype, Index n, const std::byte* x, std::byte* y);
void relu_backward(CudaQueue& queue, DType dtype, Index n, const std::byte* y, const std::byte* dy,
                   std::byte* dx);
void add(CudaQueue& queue, DType dtype, Index n, const std::byte* a, const std::byte* b,
         std::byte* sum);

/// Sums over the rows of x (rows, stored) to sum (stored) in fp32, by way of parts
/// (column_sum_parts(rows), stored).
Index column_sum_parts(Index rows);
void column_sum(CudaQueue& queue, DType dtype, Index rows, Index stored, const std::byte* x,
                float* parts, float* sum);

struct ImageMetrics;
struct Totals;

/// Of logits (count, stored), of which `classes` are real: what each image adds to the metrics
/// (count), and where dlogits is not null the gradient of the mean loss times `scale`.
void softmax_loss(CudaQueue& queue, DType dtype, Index count, Index classes, Index stored,
                  const std::byte* logits, const std::int32_t* labels, float scale,
                  ImageMetrics* metrics, std::byte* dlogits);

/// Adds the metrics of a batch to the totals.
void add_metrics(CudaQueue& queue, const ImageMetrics* metrics, Index count, Totals* totals);

/// The totals since they were last read back, and where they are kept.
class MetricsBuffer {
 public:
  explicit MetricsBuffer(CudaQueue& queue);
  Totals* get() const { return memory_.as<Totals>(); }

  /// Waits for the queue. `images`: how many were added.
  Metrics take(Index images);

 private:
  CudaQueue& queue_;
  DeviceBuffer memory_;
};

/// The optimiser over n elements, a multiple of four: all parameters of a network in one go.
struct SgdArrays {
  float* parameters = nullptr;     // (n)
  float* velocities = nullptr;     // (n)
  std::byte* gradients = nullptr;  // (n) of gradient_dtype
  DType gradient_dtype = DType::fp32;
  std::byte* twins = nullptr;  // (n) of twin_dtype: what the kernels compute with; may be null
  DType twin_dtype = DType::fp32;
  Index n = 0;
  const float* learning_rate = nullptr;
  float momentum = 0;
  float gradient_scale = 1;  // what gradients were multiplied by
};

/// Writes 1 to *overflow where a gradient is not finite; leaves it otherwise.
void find_overflow(CudaQueue& queue, const SgdArrays& arrays, std::int32_t* overflow);

/// v ← m·v + g / scale, p ← p − lr·v. Where overflow is not null and *overflow is not 0, nothing.
void sgd(CudaQueue& queue, const SgdArrays& arrays, const std::int32_t* overflow);

/// Ends a step: counts one that was skipped, and sets *overflow to 0.
void end_step(CudaQueue& queue, std::int32_t* overflow, Totals* totals);

}  // namespace warpmark::nn
