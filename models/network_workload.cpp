#include "models/network_workload.h"

#include <algorithm>

namespace warpmark::nn {

Build build_of(const Point& point, const Context& context) {
  return {.dtype = point.dtype(),
          .batch = point.params["batch"],
          .seed = context.seed,
          .threads = context.threads,
          .heuristics = context.mode.heuristics,
          .plans = context.plans,
          .queue = &context.queue,
          .annotations = context.mode.profiled ? context.annotations : nullptr};
}

std::shared_ptr<const DataSet> images_of(const Point& point, const Context& context) {
  return std::static_pointer_cast<const DataSet>(point.data.load(context.threads));
}

NetworkWorkload::NetworkWorkload(const Recipe& recipe, const Compile& compile, const Build& build,
                                 Pass pass, Norms norms)
    : recipe_(recipe),
      compile_(compile),
      build_(build),
      pass_(pass),
      norms_(norms),
      probe_(blank_probe(graph_of(recipe, pass, norms), pass, build.batch)) {}

void NetworkWorkload::rehearse() {
  const Index distinct = distinct_images(build_.batch, recipe_.verified_images);
  const Probe probe = run_probe(recipe_, pass_, norms_, distinct, build_, compile_);
  for (std::size_t i = 0; i < probe_.size(); ++i) {
    const std::vector<double>& values = probe[i].tensor.values;
    std::copy(values.begin(), values.end(), probe_[i].tensor.values.begin());
  }
}

Outputs NetworkWorkload::outputs() {
  Outputs outputs;
  for (auto& [name, tensor] : probe_) {
    outputs.push_back(host_output(name, DType::fp64, tensor.shape,
                                  reinterpret_cast<std::byte*>(tensor.values.data()),
                                  build_.threads));
  }
  return outputs;
}

}  // namespace warpmark::nn
