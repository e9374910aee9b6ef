#include "models/backends/cuda/cudnn_plan.h"

#include "harness/cuda/buffer.h"
#include "harness/cuda/cudnn.h"
#include "harness/error.h"

#include <fmt/format.h>

#include <map>

namespace warpmark::nn {
namespace {

/// Memory for all tensors of a graph, holding small numbers of any format.
class Scratch {
 public:
  Scratch(CudaQueue& queue, const CudnnGraph& graph) {
    for (const CudnnTensor& tensor : graph.tensors) {
      if (tensor.buffer < 0) continue;
      memory_.emplace_back(queue, bytes(tensor.storage, tensor.extents.count()));
      set_bytes(queue, memory_.back().data(), 0x3c, memory_.back().bytes());
      tensors_.push_back(memory_.back().data());
    }
  }
  std::span<void*> tensors() { return tensors_; }

 private:
  std::vector<DeviceBuffer> memory_;
  std::vector<void*> tensors_;
};

/// Buffers that a graph reads and writes, in the order of its tensors.
std::vector<int> real_buffers(const CudnnGraph& graph) {
  std::vector<int> buffers;
  for (const CudnnTensor& tensor : graph.tensors) {
    if (tensor.buffer >= 0) buffers.push_back(tensor.buffer);
  }
  return buffers;
}

std::string describe(const CudnnRules& rules) {
  return std::string(rules.tensor_cores ? "" : "without tensor cores ") +
         (rules.deterministic ? "deterministic " : "");
}

/// Engines and the handle that they were made with, whose program may be gone.
struct MadeEngines {
  MadeEngines(const CudnnGraph& graph, const CudnnRules& rules, std::shared_ptr<const Cudnn> with)
      : cudnn(std::move(with)), engines(graph, rules, cudnn->get()) {}

  std::shared_ptr<const Cudnn> cudnn;
  CudnnEngines engines;
};

}  // namespace

class CudnnPlanner::Impl {
 public:
  Impl(CudnnRules rules, EngineChoice choice, std::shared_ptr<SharedEngines> shared)
      : rules_(rules), choice_(std::move(choice)), shared_(std::move(shared)) {}

  VendorKernel plan(const CudnnGraph& graph, CudaQueue& queue) {
    std::shared_ptr<const Cudnn>& cudnn = handles_[&queue];
    if (!cudnn) cudnn = std::make_shared<const Cudnn>(queue);
    const CudnnHandle handle = cudnn->get();
    const int chosen = choose(graph, queue, handle);
    const auto engines = built(graph, chosen, queue, cudnn);
    const std::vector<int> buffers = real_buffers(graph);
    const auto enqueue = [engines, chosen, handle, buffers,
                          tensors = std::vector<void*>(buffers.size())](
                             const Addresses& addresses, std::byte* workspace) mutable {
      for (std::size_t i = 0; i < buffers.size(); ++i) tensors[i] = addresses[buffers[i]];
      engines->execute(chosen, handle, tensors, workspace);
    };
    return {engines->name(chosen), engines->workspace_bytes(chosen), enqueue};
  }

 private:
  /// With the chosen engine built.
  SharedEngines::Engines built(const CudnnGraph& graph, int chosen, const CudaQueue& queue,
                               const std::shared_ptr<const Cudnn>& cudnn) {
    const std::string key =
        fmt::format("{} {} {}{}", queue.ordinal(), chosen, describe(rules_), graph.key());
    return shared_->get(key, [&] {
      const auto made = std::make_shared<MadeEngines>(graph, rules_, cudnn);
      if (made->engines.build(chosen)) return SharedEngines::Engines(made, &made->engines);
      throw Unsupported("cuDNN: " + graph.key() + ": fails this time");
    });
  }

  /// The heuristics list the same engines for equal graphs, in the same order.
  int choose(const CudnnGraph& graph, CudaQueue& queue, CudnnHandle handle) {
    const std::string key = describe(rules_) + graph.key();
    const int known = choice_.known(queue, key);
    if (known >= 0) return known;
    CudnnEngines engines(graph, rules_, handle);
    Scratch scratch(queue, graph);
    DeviceBuffer workspace;
    Candidates candidates{Cudnn::version() + ", " + CudnnEngines::version(), key, engines.count()};
    candidates.name = [&](int i) { return engines.name(i); };
    candidates.prepare = [&](int i) {
      if (!engines.build(i)) return false;
      workspace = DeviceBuffer(queue, engines.workspace_bytes(i) + 1);
      return true;
    };
    candidates.run = [&](int i) {
      engines.execute(i, handle, scratch.tensors(), workspace.data());
    };
    return choice_(queue, candidates);
  }

  CudnnRules rules_;
  EngineChoice choice_;
  std::shared_ptr<SharedEngines> shared_;
  std::map<CudaQueue*, std::shared_ptr<const Cudnn>> handles_;
};

CudnnPlanner::CudnnPlanner(CudnnRules rules, EngineChoice choice,
                           std::shared_ptr<SharedEngines> shared)
    : impl_(std::make_unique<Impl>(rules, std::move(choice), std::move(shared))) {}
CudnnPlanner::~CudnnPlanner() = default;

VendorKernel CudnnPlanner::plan(const CudnnGraph& graph, CudaQueue& queue) {
  return impl_->plan(graph, queue);
}

}  // namespace warpmark::nn
