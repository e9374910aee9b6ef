#include "kernels/stream/stream.h"

#include "harness/cuda/cublas.h"
#include "harness/cuda/workload.h"
#include "harness/module.h"

namespace warpmark {
namespace {

class DotCublas : public CudaWorkload {
 public:
  DotCublas(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"sum", point.dtype(), {1}}}),
        n_(point.params["n"]),
        type_(point.dtype() == DType::fp64 ? CUDA_R_64F : CUDA_R_32F),
        cublas_(queue()) {
    WARPMARK_CUBLAS_CHECK(cublasSetPointerMode(cublas_.get(), CUBLAS_POINTER_MODE_DEVICE));
  }

  void run() override {
    WARPMARK_CUBLAS_CHECK(cublasDotEx_64(cublas_.get(), n_, input<void>("a"), type_, 1,
                                         input<void>("b"), type_, 1, result<void>("sum"), type_,
                                         type_));
  }

  Counters observe() override { return {.implementation = Cublas::version() + " dot"}; }

 private:
  Index n_;
  cudaDataType_t type_;
  Cublas cublas_;
};

}  // namespace

void stream_cublas(Factories& factories) {
  factories["stream.cublas"] = [](const Point& point, Context& context) {
    return std::make_unique<DotCublas>(point, context);
  };
}

}  // namespace warpmark
