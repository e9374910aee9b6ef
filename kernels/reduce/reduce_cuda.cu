#include "kernels/reduce/reduce.h"

#include "harness/cuda/grid_reduction.cuh"
#include "harness/cuda/workload.h"
#include "harness/module.h"
#include "kernels/reduce/reduce.cuh"

namespace warpmark {
namespace {

template <class T>
class ReduceCuda : public CudaWorkload {
 public:
  ReduceCuda(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"sum", point.dtype(), {1}}}),
        n_(point.params["n"]),
        memory_(queue(), ceil_div(n_, kShare<T, kReduceThreads, kReduceVectors>), kReduceBlocks) {}

  void run() override {
    launch(queue(), memory_.grid(), dim3(kReduceThreads), reduce_kernel<T>,
           Sources<T, 1>{{input<T>("x")}}, n_, memory_.view(), result<T>("sum"));
  }

  Counters observe() override { return {.implementation = "8 loads of 16 bytes per thread"}; }

 private:
  Index n_;
  GridReductionMemory<T> memory_;
};

}  // namespace

void reduce_cuda(Factories& factories) {
  factories["reduce.cuda"] = [](const Point& point, Context& context) {
    return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
      return std::make_unique<ReduceCuda<decltype(element)>>(point, context);
    });
  };
}

}  // namespace warpmark
