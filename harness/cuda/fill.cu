#include "harness/cuda/fill.h"

#include "harness/cuda/fill.cuh"

namespace warpmark {
namespace {

template <class T>
void fill_as(CudaQueue& queue, const Input& input, const DeviceBuffer& to) {
  const Index n = count(input.shape);
  const Index blocks = ceil_div(n, Index{kFillThreads} * kFillLength<T>);
  launch(queue, dim3(static_cast<unsigned>(blocks)), dim3(kFillThreads), fill_kernel<T>, to.as<T>(),
         n, input.fill, input.key());
}

}  // namespace

void fill_device(CudaQueue& queue, const Input& input, const DeviceBuffer& to) {
  if (input.dtype == DType::tf32) return fill_as<Tf32>(queue, input, to);
  visit_element(input.dtype, [&](auto element) { fill_as<decltype(element)>(queue, input, to); });
}

}  // namespace warpmark
