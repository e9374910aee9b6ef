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
  Index first = 0;         // position in the epoch, from that of epoch->step on
  Index count = 0;
  Index whole = 0;                   // images of each step before
  std::int32_t* overflow = nullptr;  // of the gradients, may be null
};

/// Begins a step: pixels as byte / 255 to images (count, H, W, stored), and the labels (count). No
/// gradient has overflowed: *overflow becomes 0.
void gather(CudaQueue& queue, const BatchOfSet& batch, DType dtype, Index stored, std::byte* images,
            std::int32_t* labels);

/// Max-pool of maps (count, H, W, stored) to (count, P, Q, stored).
struct Pooling {
  Index window = 2, stride = 2, padding = 0;
  Index count = 0, height = 0, width = 0, stored = 0;

  constexpr Index pooled_height() const { return (height + 2 * padding - window) / stride + 1; }
  constexpr Index pooled_width() const { return (width + 2 * padding - window) / stride + 1; }
};

/// What the maps go through on their way into the window: the bias (stored) of their channel, where
/// there is one, and a ReLU.
struct Activation {
  const std::byte* bias = nullptr;
  bool relu = false;
};

/// The largest of each window, the first of equals in row-major order, and its position in the
/// window, like y (count, P, Q, stored). Requires: padding < window < 16. Where the ReLU leaves
/// nothing of the largest there is no such position: the gradient goes nowhere, as it would on its
/// way back through the ReLU.
void max_pool(CudaQueue& queue, const Pooling& pooling, DType dtype, const std::byte* x,
              std::byte* y, std::uint8_t* winners, const Activation& before = {});
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
/// (stored, column_sum_parts(rows)).
Index column_sum_parts(Index rows);
void column_sum(CudaQueue& queue, DType dtype, Index rows, Index stored, const std::byte* x,
                float* parts, float* sum);

/// Batch norm whose statistics are known, over maps (rows, stored), [an addition] and [a ReLU]:
/// y = (x - mean)·gamma/√(variance + ε) + beta.
struct AppliedBatchNorm {
  const float *gamma = nullptr, *beta = nullptr, *mean = nullptr;  // (stored)
  const float* variance = nullptr;                                 // (stored)
  const float* rstd = nullptr;  // (stored) where it is known already: 1/√(variance + ε)
  float epsilon = 0;
  bool relu = false;
  Index rows = 0, stored = 0;
};
/// `addend`: maps like x; null: nothing is added. `mask`: a bit for each element, is y > 0?
/// null: nobody asks.
void apply_batch_norm(CudaQueue& queue, DType dtype, const AppliedBatchNorm& norm,
                      const std::byte* x, const std::byte* addend, std::byte* y,
                      std::uint8_t* mask);

/// Of the maps of a batch norm in training, `count` elements of each of `stored` channels.
struct BatchNormSums {
  const float *sums = nullptr, *squares = nullptr;  // (stored), of the elements, of their squares
  const float *gamma = nullptr, *beta = nullptr;    // (stored)
  float epsilon = 0, momentum = 0;
  Index count = 0, stored = 0;
};
/// What they make of it. (stored), fp32 but for y = x·scale + offset, which are of the maps' dtype.
struct FinishedBatchNorm {
  float *mean = nullptr, *rstd = nullptr, *running_mean = nullptr, *running_variance = nullptr;
  std::byte *scale = nullptr, *offset = nullptr;
};
void finish_batch_norm(CudaQueue& queue, DType dtype, const BatchNormSums& sums,
                       const FinishedBatchNorm& norm);

/// dx = a·dy + b·x + c over maps (rows, stored): the end of a batch norm's backward pass.
struct BatchNormFactors {
  const float *a, *b, *c;  // (stored)
  Index rows, stored;
};
void end_batch_norm_backward(CudaQueue& queue, DType dtype, const BatchNormFactors& factors,
                             const std::byte* dy, const std::byte* x, std::byte* dx);

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

/// The optimiser over all parameters of a network in one go: n elements, a multiple of four. The
/// gradients of the first n - wide are stored like maps, those of the rest in fp32.
struct SgdArrays {
  float* parameters = nullptr;     // (n)
  float* velocities = nullptr;     // (n)
  std::byte* gradients = nullptr;  // (n - wide) of gradient_dtype
  DType gradient_dtype = DType::fp32;
  const float* wide_gradients = nullptr;  // (wide)
  std::byte* twins = nullptr;  // (n) of twin_dtype: what the kernels compute with; may be null
  DType twin_dtype = DType::fp32;
  Index n = 0, wide = 0;
  const float* learning_rate = nullptr;  // of each step, from that of *step on
  const Index* step = nullptr;           // may be null: 0
  float momentum = 0;
  float gradient_scale = 1;  // what gradients were multiplied by
};

/// Writes 1 to *overflow where a gradient is not finite; leaves it otherwise.
void find_overflow(CudaQueue& queue, const SgdArrays& arrays, std::int32_t* overflow);

/// v ← m·v + g / scale, p ← p − lr·v. Where overflow is not null and *overflow is not 0, the step
/// is skipped, and counted in the totals.
void sgd(CudaQueue& queue, const SgdArrays& arrays, const std::int32_t* overflow, Totals* totals);

}  // namespace warpmark::nn
