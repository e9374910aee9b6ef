#pragma once

#include "models/backends/cpu/onednn/assembly.h"
#include "models/phase.h"

#include <map>
#include <utility>
#include <vector>

namespace warpmark::nn::cpu {

/// The kernels of a graph for one number of images, bound to memory.
class Schedule {
 public:
  /// Chooses kernels. What is passed outlives it.
  Schedule(const Graph& graph, const ImageSet& set, const Build& build, Index images,
           const dnnl::stream& stream, std::map<ValueId, Layout>& kept);

  /// Bytes of the arena that bind() wants; known when the parameters have their place.
  std::size_t plan(const Persistents& persistents);
  void bind(const Persistents& persistents, std::byte* arena);

  Index images() const { return assembly_.images(); }
  const std::set<std::string>& primitives() const { return assembly_.primitives(); }

  /// To be called after parameters were written.
  void prepare(const Pass& pass) const;
  void run(const Pass& pass) const;

  /// How the logits lie, and where in the arena.
  Layout logits() const { return assembly_.layouts().at(assembly_.graph().logits); }
  std::size_t logits_offset() const;

 private:
  class Binding;
  /// Kernels of one phase, one after another.
  struct Stretch {
    Phase phase;
    std::vector<Kernel> kernels;
  };
  Phase phase(std::size_t entry) const;
  void append(Phase phase, Kernel kernel);

  Assembly assembly_;
  MemoryPlan plan_;
  std::map<ValueId, HostBuffer> lasting_;
  std::vector<std::pair<Phase, std::size_t>> ends_;  // of each group's phase, in entries
  std::vector<Kernel> once_;
  std::vector<Stretch> each_;
};

}  // namespace warpmark::nn::cpu
