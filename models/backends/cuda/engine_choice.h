#pragma once

#include "harness/cuda/queue.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace warpmark::nn {

/// Which of several ways of a library to compute something: the one that its heuristics name first,
/// or the fastest of the first few, each timed on scratch memory; once for each key and device.
class EngineChoice {
 public:
  enum class By { heuristics, timing };
  static constexpr int kCandidates = 12;

  explicit EngineChoice(By by) : by_(by), chosen_(std::make_shared<std::map<std::string, int>>()) {}

  /// Candidates are numbered 0 … count. `prepare`: can candidate i be run? `run` enqueues it, and
  /// can be captured. Throws Unsupported, with the key, where none can be run.
  int operator()(CudaQueue& queue, const std::string& key, int count,
                 const std::function<bool(int)>& prepare, const std::function<void(int)>& run);

  /// The number chosen before; -1: there is none.
  int known(const CudaQueue& queue, const std::string& key) const;

  By by() const { return by_; }

 private:
  By by_;
  std::shared_ptr<std::map<std::string, int>> chosen_;  // copies share what they know
};

}  // namespace warpmark::nn
