#pragma once

#include "harness/cuda/buffer.h"
#include "harness/verify.h"
#include "harness/workload.h"

#include <string_view>
#include <vector>

namespace warpmark {

/// A workload whose inputs and results are arrays in device memory: what all of them share. The
/// inputs are written where they lie; for e2e they and the results have page-locked staging.
class CudaWorkload : public Workload {
 public:
  void upload() override;
  void download() override;
  Outputs outputs() override;

 protected:
  /// An array that run() writes.
  struct Result {
    std::string name;
    DType dtype;
    Shape shape;
  };

  CudaWorkload(const Point& point, Context& context, std::vector<Result> results);

  CudaQueue& queue() const { return queue_; }

  /// Device addresses. Throw std::out_of_range where there is no array of that name.
  template <class T>
  const T* input(std::string_view name) const {
    return find(inputs_, name).memory.as<T>();
  }
  template <class T>
  T* result(std::string_view name) const {
    return find(results_, name).memory.as<T>();
  }

 private:
  struct Array {
    Result what;
    DeviceBuffer memory;
    PinnedBuffer staging;  // e2e alone
  };
  Array make_array(Result what);
  static const Array& find(const std::vector<Array>& arrays, std::string_view name);

  CudaQueue& queue_;
  int threads_;
  bool staged_;
  std::vector<Array> inputs_, results_;
};

}  // namespace warpmark
