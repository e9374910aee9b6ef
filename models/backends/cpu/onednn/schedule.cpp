#include "models/backends/cpu/onednn/schedule.h"

#include "harness/range.h"
#include "models/backends/cpu/onednn/ops.h"

#include <algorithm>

namespace warpmark::nn::cpu {

/// The operands of one entry.
class Schedule::Binding : public Operands {
 public:
  Binding(const Schedule& schedule, const Persistents& persistents, std::byte* arena,
          std::size_t entry)
      : schedule_(schedule), persistents_(persistents), arena_(arena), entry_(entry) {}

  std::byte* at(ValueId value) const override {
    if (float* found = persistents_.find(value)) return reinterpret_cast<std::byte*>(found);
    const auto lasting = schedule_.lasting_.find(value);
    if (lasting != schedule_.lasting_.end()) return lasting->second.data();
    return arena_ + schedule_.plan_.offset[static_cast<std::size_t>(value)];
  }
  std::byte* workspace() const override {
    const std::size_t offset = schedule_.plan_.workspace[entry_];
    return offset == MemoryPlan::kNone ? nullptr : arena_ + offset;
  }
  const Persistents& persistents() const override { return persistents_; }

 private:
  const Schedule& schedule_;
  const Persistents& persistents_;
  std::byte* arena_;
  const std::size_t entry_;
};

Schedule::Schedule(const Graph& graph, const ImageSet& set, const Build& build, Index images,
                   const dnnl::stream& stream, std::map<ValueId, Layout>& kept)
    : assembly_(graph, build, images, stream, kept) {
  assemble_batch(assembly_, set);
  ends_.emplace_back(Phase::data, assembly_.entries().size());
  for (const Group& group : group_nodes(graph, onednn_patterns())) {
    assemble(group, assembly_);
    ends_.emplace_back(phase_of(graph, group.first()), assembly_.entries().size());
  }
}

Phase Schedule::phase(std::size_t entry) const {
  const auto behind = [](std::size_t i, const auto& end) { return i < end.second; };
  return std::upper_bound(ends_.begin(), ends_.end(), entry, behind)->first;
}

void Schedule::append(Phase phase, Kernel kernel) {
  if (each_.empty() || each_.back().phase != phase) each_.push_back({phase, {}});
  each_.back().kernels.push_back(std::move(kernel));
}

std::size_t Schedule::plan(const Persistents& persistents) {
  std::vector<Step> steps;
  std::vector<std::size_t> bytes(static_cast<std::size_t>(assembly_.values()));
  for (const Entry& entry : assembly_.entries()) {
    steps.push_back(entry.step);
    for (const ValueId value : entry.step.writes) {
      const std::size_t size = assembly_.layout(value).get_size();
      if (persistents.find(value)) continue;
      if (assembly_.outlives_steps(value)) {
        lasting_.try_emplace(value, size);
      } else {
        bytes[static_cast<std::size_t>(value)] = size;
      }
    }
  }
  plan_ = plan_memory(steps, bytes, {assembly_.graph().logits});
  return plan_.bytes;
}

void Schedule::bind(const Persistents& persistents, std::byte* arena) {
  for (std::size_t i = 0; i < assembly_.entries().size(); ++i) {
    const Entry& entry = assembly_.entries()[i];
    Kernel kernel = entry.make(Binding(*this, persistents, arena, i));
    entry.once ? once_.push_back(std::move(kernel)) : append(phase(i), std::move(kernel));
  }
}

void Schedule::prepare(const Pass& pass) const {
  for (const Kernel& kernel : once_) kernel(pass);
}

void Schedule::run(const Pass& pass) const {
  for (const auto& [phase, kernels] : each_) {
    const Annotations::Range range(assembly_.build().annotations, range_of(phase));
    for (const Kernel& kernel : kernels) kernel(pass);
  }
}

std::size_t Schedule::logits_offset() const {
  return plan_.offset[static_cast<std::size_t>(assembly_.graph().logits)];
}

}  // namespace warpmark::nn::cpu
