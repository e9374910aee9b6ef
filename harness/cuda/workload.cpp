#include "harness/cuda/workload.h"

#include "harness/cuda/device_output.h"
#include "harness/cuda/fill.h"

#include <stdexcept>

namespace warpmark {

CudaWorkload::CudaWorkload(const Point& point, Context& context, std::vector<Result> results)
    : queue_(cuda_queue(context.queue)),
      threads_(context.threads),
      staged_(context.mode.timing == Timing::e2e) {
  for (const Input& input : point.inputs) {
    const Array& array = inputs_.emplace_back(make_array({input.name, input.dtype, input.shape}));
    if (staged_) {
      fill_host(input, array.staging.data(), threads_);
    } else {
      fill_device(queue_, input, array.memory);
    }
  }
  for (Result& result : results) results_.push_back(make_array(std::move(result)));
}

CudaWorkload::Array CudaWorkload::make_array(Result what) {
  const std::size_t bytes = static_cast<std::size_t>(count(what.shape)) * storage_bytes(what.dtype);
  DeviceBuffer memory(queue_, bytes);
  return {std::move(what), std::move(memory), staged_ ? PinnedBuffer(bytes) : PinnedBuffer()};
}

const CudaWorkload::Array& CudaWorkload::find(const std::vector<Array>& arrays,
                                              std::string_view name) {
  for (const Array& array : arrays) {
    if (array.what.name == name) return array;
  }
  throw std::out_of_range("no array '" + std::string(name) + "'");
}

void CudaWorkload::upload() {
  for (const Array& array : inputs_) {
    copy_to_device(queue_, array.memory.data(), array.staging.data(), array.staging.bytes());
  }
}

void CudaWorkload::download() {
  for (const Array& array : results_) {
    copy_to_host(queue_, array.staging.data(), array.memory.data(), array.staging.bytes());
  }
}

Outputs CudaWorkload::outputs() {
  Outputs out;
  for (Array& array : results_) {
    const auto& [name, dtype, shape] = array.what;
    out.push_back(staged_ ? host_output(name, dtype, shape, array.staging.data(), threads_)
                          : device_output(name, dtype, shape, queue_, array.memory));
  }
  return out;
}

}  // namespace warpmark
