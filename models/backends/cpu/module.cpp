#include "models/backends/cpu/cpu.h"
#include "models/training_workload.h"

namespace warpmark {

void training_cpu(Module& module) {
  module.factories.merge(nn::training_factories("onednn", nn::compile_cpu));
}

}  // namespace warpmark
