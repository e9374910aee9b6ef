#include "kernels/softmax/softmax.h"

#include "harness/cuda/cudnn.h"
#include "harness/cuda/workload.h"
#include "harness/error.h"
#include "harness/module.h"

#include <limits>

namespace warpmark {
namespace {

using Tensor = Handle<cudnnTensorDescriptor_t, cudnnDestroyTensorDescriptor>;

/// Rows as images, columns as their channels. Throws Unsupported where cuDNN, which counts in int,
/// has no such tensor.
Tensor matrix(DType dtype, Index rows, Index cols) {
  if (rows * cols > std::numeric_limits<int>::max()) {
    throw Unsupported("cuDNN counts the elements of a tensor in int");
  }
  cudnnTensorDescriptor_t descriptor = nullptr;
  WARPMARK_CUDNN_CHECK(cudnnCreateTensorDescriptor(&descriptor));
  Tensor tensor(descriptor);
  WARPMARK_CUDNN_CHECK(cudnnSetTensor4dDescriptor(descriptor, CUDNN_TENSOR_NCHW, cudnn_type(dtype),
                                                  static_cast<int>(rows), static_cast<int>(cols), 1,
                                                  1));
  return tensor;
}

class SoftmaxCudnn : public CudaWorkload {
 public:
  SoftmaxCudnn(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"y", point.dtype(), point.input("x").shape}}),
        wide_(point.dtype() == DType::fp64),
        shape_(matrix(point.dtype(), point.params["rows"], point.params["cols"])),
        cudnn_(queue()) {}

  void run() override {
    if (wide_) {
      softmax<double>();
    } else {
      softmax<float>();
    }
  }

  Counters observe() override {
    return {.implementation = Cudnn::version() + " softmax accurate, instance mode"};
  }

 private:
  /// `Scale`: what cuDNN takes the factors of a tensor of this dtype in.
  template <class Scale>
  void softmax() {
    const Scale one = 1, zero = 0;
    WARPMARK_CUDNN_CHECK(cudnnSoftmaxForward(
        cudnn_.get(), CUDNN_SOFTMAX_ACCURATE, CUDNN_SOFTMAX_MODE_INSTANCE, &one, shape_.get(),
        input<void>("x"), &zero, shape_.get(), result<void>("y")));
  }

  bool wide_;
  Tensor shape_;
  Cudnn cudnn_;
};

}  // namespace

void softmax_cudnn(Factories& factories) {
  factories["softmax.cudnn"] = [](const Point& point, Context& context) {
    return std::make_unique<SoftmaxCudnn>(point, context);
  };
}

}  // namespace warpmark
