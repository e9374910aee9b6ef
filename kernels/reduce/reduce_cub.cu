#include "kernels/reduce/reduce.h"

#include "harness/cuda/check.h"
#include "harness/cuda/cub.h"
#include "harness/cuda/workload.h"
#include "harness/element.h"
#include "harness/module.h"

#include <cub/device/device_reduce.cuh>

namespace warpmark {
namespace {

template <class T>
class ReduceCub : public CudaWorkload {
 public:
  ReduceCub(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"sum", point.dtype(), {1}}}), n_(point.params["n"]) {
    std::size_t bytes = 0;
    sum(nullptr, bytes);
    scratch_ = DeviceBuffer(queue(), bytes);
  }

  void run() override {
    std::size_t bytes = scratch_.bytes();
    sum(scratch_.data(), bytes);
  }

  Counters observe() override { return {.implementation = cub_version() + " DeviceReduce::Sum"}; }

 private:
  void sum(void* scratch, std::size_t& bytes) {
    WARPMARK_CUDA_CHECK(cub::DeviceReduce::Sum(scratch, bytes, input<T>("x"), result<T>("sum"), n_,
                                               queue().stream()));
  }

  Index n_;
  DeviceBuffer scratch_;
};

}  // namespace

void reduce_cub(Factories& factories) {
  factories["reduce.cub"] = [](const Point& point, Context& context) {
    return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
      return std::make_unique<ReduceCub<decltype(element)>>(point, context);
    });
  };
}

}  // namespace warpmark
