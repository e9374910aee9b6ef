#include "harness/stage.h"

#include <stdexcept>

namespace warpmark {

std::unique_ptr<Workload> WorkloadMaker::make(const Case& c, Stage& stage, Timing timing) const {
  Context context = stage.context(timing);
  if (c.variant->make) return c.variant->make(c.point(stage.seed), context);
  const Factories& factories = loader_.open(c.variant->module).factories;
  const std::string key = c.spec->name + '.' + c.variant->name;
  const auto factory = factories.find(key);
  if (factory == factories.end()) {
    throw std::logic_error("module " + c.variant->module + " hands over no '" + key + "'");
  }
  return factory->second(c.point(stage.seed), context);
}

std::unique_ptr<Workload> WorkloadMaker::make_timed(const Case& c, Stage& stage) const {
  auto workload = make(c, stage, c.timing);
  const Injection* injection = find_injection(injections_, c.id());
  if (!injection) return workload;
  return inject(*injection, c, std::move(workload), [&](const Params& params) {
    Case other = c;
    other.params = params;
    return make(other, stage, c.timing);
  });
}

}  // namespace warpmark
