#pragma once

#include "models/backends/cuda/cudnn_graph.h"

#include <memory>
#include <span>
#include <string>

struct cudnnContext;

namespace warpmark::nn {

using CudnnHandle = cudnnContext*;  // cuDNN's cudnnHandle_t, named without its headers

/// Which of cuDNN's engines may be chosen.
struct CudnnRules {
  bool tensor_cores = true;    // without them fp32 is multiplied as fp32
  bool deterministic = false;  // the same bits every time
};

/// The engines that cuDNN's heuristics list for a graph, the best first. Constructors throw
/// Unsupported, naming the graph, where none of those that the rules allow takes it.
class CudnnEngines {
 public:
  CudnnEngines(const CudnnGraph& graph, const CudnnRules& rules, CudnnHandle handle);

  /// For the device that `properties` describes, in cuDNN's own JSON: lists, but cannot build.
  CudnnEngines(const CudnnGraph& graph, const CudnnRules& rules, const std::string& properties);
  ~CudnnEngines();

  /// "cudnn-frontend 1.32.0"
  static std::string version();

  int count() const;

  /// Compiles engine i. False where that fails, or a rule excludes it.
  bool build(int i);

  /// Engine and knobs: "eng4_k1=2".
  std::string name(int i) const;

  // Of an engine that was built.
  std::size_t workspace_bytes(int i) const;
  /// Enqueues on the handle's queue. `tensors`: of the graph's real tensors, in their order.
  void execute(int i, CudnnHandle handle, std::span<void*> tensors, std::byte* workspace) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace warpmark::nn
