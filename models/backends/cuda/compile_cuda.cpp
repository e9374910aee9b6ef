#include "models/backends/cuda/compile_cuda.h"

#include "harness/cuda/cublas.h"
#include "harness/cuda/cudnn.h"
#include "models/backends/cuda/cuda_program.h"
#include "models/backends/cuda/cudnn_plan.h"
#include "models/backends/cuda/products.h"

namespace warpmark::nn {
namespace {

class Nvidia final : public Vendor {
 public:
  Nvidia(DType dtype, bool deterministic, const EngineChoice& choice,
         std::shared_ptr<SharedEngines> shared)
      : cudnn_(cudnn_rules(dtype, deterministic), choice, std::move(shared)),
        cublas_(dtype, deterministic, choice),
        chosen_(choice.how()) {}

  VendorKernel plan(const CudnnGraph& graph, CudaQueue& queue) override {
    return cudnn_.plan(graph, queue);
  }
  VendorKernel plan(const Product& product, CudaQueue& queue) override {
    return cublas_.plan(product, queue);
  }
  std::string describe() const override {
    return Cudnn::version() + ", " + Cublas::version() + chosen_;
  }

 private:
  CudnnPlanner cudnn_;
  ProductPlanner cublas_;
  std::string chosen_;
};

}  // namespace

CudnnRules cudnn_rules(DType dtype, bool deterministic) {
  return {dtype != DType::fp32, deterministic};
}

Compile make_compile_cuda(const Tuning& tuning) {
  return [tuning, choices = EngineChoices(), shared = std::make_shared<SharedEngines>()](
             const Graph& graph, const ImageSet& images, const Build& build) {
    const EngineChoice choice = choices(build.heuristics, build.plans);
    auto vendor = std::make_shared<Nvidia>(build.dtype, build.deterministic, choice, shared);
    return make_cuda_program(graph, images, build, std::move(vendor), tuning);
  };
}

}  // namespace warpmark::nn
