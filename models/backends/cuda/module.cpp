#include "models/backends/cuda/compile_cuda.h"
#include "models/backends/cuda/fused_mnist.h"
#include "models/training_workload.h"

namespace warpmark {

void training_cuda(Module& module) {
  module.factories.merge(nn::training_factories("cudnn", nn::make_compile_cuda()));
  module.factories["train_mnist.cuda_fused"] =
      nn::training_factory("train_mnist", nn::compile_fused_mnist);
}

}  // namespace warpmark
