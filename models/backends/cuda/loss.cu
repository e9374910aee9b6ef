#include "models/backends/cuda/loss.cuh"

#include "models/backends/cuda/kernels.h"

namespace warpmark::nn {

void softmax_loss(CudaQueue& queue, DType dtype, Index count, Index classes, Index stored,
                  const std::byte* logits, const std::int32_t* labels, float scale,
                  ImageMetrics* metrics, std::byte* dlogits) {
  visit_stored(dtype, [&](auto element) {
    using T = decltype(element);
    launch_map(queue, count * kWarp, softmax_loss_kernel<T>, Logits{count, classes, stored},
               array_of<T>(logits), labels, scale, metrics, array_of<T>(dlogits));
  });
}

void add_metrics(CudaQueue& queue, const ImageMetrics* metrics, Index count, Totals* totals) {
  launch(queue, 1, kWarp, add_metrics_kernel<kWarp>, metrics, count, totals);
}

MetricsBuffer::MetricsBuffer(CudaQueue& queue) : queue_(queue), memory_(queue, sizeof(Totals)) {
  set_bytes(queue_, memory_.data(), 0, memory_.bytes());
}

Metrics MetricsBuffer::take(Index images) {
  Totals totals;
  copy_to_host(queue_, reinterpret_cast<std::byte*>(&totals), memory_.data(), sizeof totals);
  queue_.wait();
  set_bytes(queue_, memory_.data(), 0, memory_.bytes());
  return {.loss = totals.loss / static_cast<double>(images),
          .images = images,
          .correct = static_cast<Index>(totals.correct),
          .skipped_steps = static_cast<Index>(totals.skipped_steps)};
}

}  // namespace warpmark::nn
