#include "harness/cuda/check.h"
#include "harness/cuda/workload.h"
#include "harness/error.h"
#include "harness/module.h"
#include "kernels/ceilings/ceilings.h"
#include "kernels/ceilings/tensor.h"

#include <cuda_runtime_api.h>

namespace warpmark {
namespace {

int attribute(cudaDeviceAttr which, const CudaQueue& queue) {
  int value = 0;
  WARPMARK_CUDA_CHECK(cudaDeviceGetAttribute(&value, which, queue.ordinal()));
  return value;
}

/// A slower instruction would give a ceiling that libraries break through: rather none.
bool multiplies_by_wgmma(const CudaQueue& queue) {
  const int major = attribute(cudaDevAttrComputeCapabilityMajor, queue);
  const int minor = attribute(cudaDevAttrComputeCapabilityMinor, queue);
  if (major == 9) return true;
  if (major == 8 || major == 12) return false;
  throw Unsupported(
      "nothing here reaches the whole rate of the tensor cores of compute capability " +
      std::to_string(major) + '.' + std::to_string(minor));
}

class TensorCuda : public CudaWorkload {
 public:
  TensorCuda(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"y", point.inputs[0].dtype, ceilings_shape(point.params)}}),
        dtype_(point.dtype()),
        wgmma_(multiplies_by_wgmma(queue())),
        arrays_{input<void>("u"), input<void>("v"), result<void>("y"),
                point.params["n"] / kTensorRows} {}

  void run() override {
    if (wgmma_) {
      run_wgmma(queue(), dtype_, arrays_);
    } else {
      run_mma(queue(), dtype_, arrays_);
    }
  }

  Counters observe() override {
    const bool shared = wgmma_ && dtype_ != DType::fp64;
    return {.implementation =
                shared ? "wgmma m64n256 from shared memory" : "mma.sync in registers"};
  }

 private:
  const DType dtype_;
  const bool wgmma_;
  const TensorArrays arrays_;
};

}  // namespace

void ceilings_tensor(Factories& factories) {
  factories["ceilings.cuda_tensor"] = [](const Point& point, Context& context) {
    return std::make_unique<TensorCuda>(point, context);
  };
}

}  // namespace warpmark
