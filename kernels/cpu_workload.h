#pragma once

#include "harness/environment.h"
#include "harness/host_buffer.h"
#include "harness/verify.h"
#include "harness/workload.h"

#include <string>
#include <vector>

namespace warpmark {

/// What the CPU workloads share: the inputs of a point, filled where run() reads them, and one
/// output of the same dtype.
class CpuWorkload : public Workload {
 public:
  CpuWorkload(const Point& point, const Context& context, std::string output, Shape shape)
      : threads_(context.threads),
        dtype_(point.dtype()),
        output_name_(std::move(output)),
        output_shape_(std::move(shape)),
        output_(bytes(output_shape_)) {
    for (const Input& input : point.inputs) {
      inputs_.emplace_back(bytes(input.shape));
      fill_host(input, inputs_.back().data(), threads_);
    }
  }

  Outputs outputs() override {
    Outputs out;
    out.push_back(host_output(output_name_, dtype_, output_shape_, output_.data(), threads_));
    return out;
  }

  Counters observe() override { return {.implementation = implementation()}; }

 protected:
  /// What is really used: library and version, threads' model, instruction set, stores.
  virtual std::string implementation() const = 0;

  /// Input `i` of the point.
  template <class T = std::byte>
  T* input(std::size_t i) const {
    return inputs_[i].as<T>();
  }
  template <class T = std::byte>
  T* output() const {
    return output_.as<T>();
  }

  /// Do inputs and output together exceed the caches of the cores in use?
  bool exceeds_caches() const {
    double total = static_cast<double>(output_.size());
    for (const HostBuffer& input : inputs_) total += static_cast<double>(input.size());
    return total > query_cpu().all_last_level_bytes;
  }

  const int threads_;
  const DType dtype_;

 private:
  std::size_t bytes(const Shape& shape) const {
    return static_cast<std::size_t>(count(shape)) * storage_bytes(dtype_);
  }

  std::string output_name_;
  Shape output_shape_;
  std::vector<HostBuffer> inputs_;
  HostBuffer output_;
};

}  // namespace warpmark
