#include "models/backends/cuda/shared_engines.h"

namespace warpmark::nn {

SharedEngines::Engines SharedEngines::get(const std::string& key,
                                          const std::function<Engines()>& make) {
  std::weak_ptr<CudnnEngines>& made = made_[key];
  if (const Engines known = made.lock()) return known;
  const Engines now = make();
  made = now;
  return now;
}

}  // namespace warpmark::nn
