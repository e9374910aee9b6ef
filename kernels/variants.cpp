#include "kernels/variants.h"

#include <algorithm>

namespace warpmark {

Supports only_dtypes(std::vector<std::string> names) {
  return [names = std::move(names)](const Params& p) {
    return std::find(names.begin(), names.end(), p.word("dtype")) != names.end();
  };
}

Variant cpu_variant(std::string name, std::string module, Supports supports, const WorkAt& work) {
  return {.name = std::move(name),
          .device = DeviceKind::cpu,
          .module = std::move(module),
          .timings = {Timing::cold, Timing::hot, Timing::e2e},
          .supports = std::move(supports),
          .footprint = [work](const Params& p) { return Footprint{.host_bytes = work(p).bytes}; }};
}

Variant gpu_variant(std::string name, std::string module, Supports supports, const WorkAt& work,
                    double workspace_bytes) {
  return {.name = std::move(name),
          .device = DeviceKind::gpu,
          .module = std::move(module),
          .timings = {Timing::cold, Timing::hot, Timing::graph, Timing::e2e},
          .supports = std::move(supports),
          .footprint = [work, workspace_bytes](const Params& p) {
            return Footprint{.device_bytes = work(p).bytes, .workspace_bytes = workspace_bytes};
          }};
}

}  // namespace warpmark
