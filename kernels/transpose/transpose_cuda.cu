#include "kernels/transpose/transpose.h"

#include "harness/cuda/workload.h"
#include "harness/module.h"
#include "kernels/transpose/transpose.cuh"

namespace warpmark {
namespace {

template <class T>
class TransposeCuda : public CudaWorkload {
 public:
  TransposeCuda(const Point& point, Context& context)
      : CudaWorkload(point, context,
                     {{"y", point.dtype(), {point.params["cols"], point.params["rows"]}}}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        aligned_(rows_ % kWidest<T> == 0 && cols_ % kWidest<T> == 0) {}

  void run() override {
    const Index tiles = ceil_div(rows_, kTransposeTile<T>) * ceil_div(cols_, kTransposeTile<T>);
    launch(queue(), dim3(static_cast<unsigned>(tiles)), dim3(kTransposeThreads),
           aligned_ ? transpose_kernel<T, kWidest<T>> : transpose_kernel<T, 1>, input<T>("x"),
           result<T>("y"), rows_, cols_);
  }

  Counters observe() override {
    return {.implementation = aligned_ ? "tiles in shared memory, 16-byte accesses"
                                       : "tiles in shared memory, single elements"};
  }

 private:
  Index rows_, cols_;
  bool aligned_;
};

}  // namespace

void transpose_cuda(Factories& factories) {
  factories["transpose.cuda"] = [](const Point& point, Context& context) {
    return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
      return std::make_unique<TransposeCuda<decltype(element)>>(point, context);
    });
  };
}

}  // namespace warpmark
