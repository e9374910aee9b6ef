#pragma once

#include "models/backends/cuda/cudnn_engines.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace warpmark::nn {

/// Engines of equal graphs, made once for as long as a program has them: of the kernels of a step,
/// of training and evaluation, of what is verified and what is timed. An engine holds no memory
/// that it computes on, and runs on the queue of whatever handle it is executed with; but not on
/// several threads (github.com/pytorch/pytorch/pull/103939).
class SharedEngines {
 public:
  using Engines = std::shared_ptr<CudnnEngines>;

  /// `key`: of all that makes engines equal.
  Engines get(const std::string& key, const std::function<Engines()>& make);

 private:
  std::map<std::string, std::weak_ptr<CudnnEngines>> made_;
};

}  // namespace warpmark::nn
