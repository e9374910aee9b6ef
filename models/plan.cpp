#include "models/plan.h"

#include <algorithm>
#include <limits>

namespace warpmark::nn {
namespace {

constexpr std::size_t kAlignment = 256;  // bytes
constexpr int kForever = std::numeric_limits<int>::max();

/// Memory needed from one moment to another, both included.
struct Block {
  std::size_t bytes = 0;  // a multiple of the alignment
  int first = kForever, last = -1;
  std::size_t* offset = nullptr;

  bool together(const Block& other) const { return first <= other.last && other.first <= last; }
  std::size_t end() const { return *offset + bytes; }
};

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// The moment of each step. Steps that may run side by side share one.
std::vector<int> moments(const std::vector<Step>& steps) {
  std::vector<int> moment(steps.size());
  for (std::size_t begin = 0, end; begin < steps.size(); begin = end) {
    bool side_by_side = false;
    for (end = begin + 1; end < steps.size(); ++end) {
      if (steps[begin].branch == 0 || steps[end].branch == 0) break;
      side_by_side = side_by_side || steps[end].branch != steps[begin].branch;
    }
    for (std::size_t i = begin; i < end; ++i) {
      moment[i] = static_cast<int>(side_by_side ? begin : i);
    }
  }
  return moment;
}

/// When each value is first written and last touched; what is read before it is written was there
/// at the beginning.
void touch(std::vector<Block>& values, const Step& step, int moment) {
  for (ValueId id : step.reads) {
    Block& block = values[static_cast<std::size_t>(id)];
    block.first = block.last < 0 ? 0 : block.first;
    block.last = moment;
  }
  for (ValueId id : step.writes) {
    Block& block = values[static_cast<std::size_t>(id)];
    block.first = std::min(block.first, moment);
    block.last = moment;
  }
}

/// All that needs memory; `plan` gets the offsets.
std::vector<Block> blocks(const std::vector<Step>& steps, const std::vector<std::size_t>& bytes,
                          const std::vector<ValueId>& kept, MemoryPlan& plan) {
  std::vector<Block> blocks(bytes.size());
  for (std::size_t v = 0; v < bytes.size(); ++v) {
    blocks[v].bytes = aligned(bytes[v]);
    blocks[v].offset = &plan.offset[v];
  }
  const std::vector<int> moment = moments(steps);
  for (std::size_t s = 0; s < steps.size(); ++s) touch(blocks, steps[s], moment[s]);
  for (ValueId id : kept) {
    Block& block = blocks[static_cast<std::size_t>(id)];
    if (block.last >= 0) block.last = kForever;
  }
  for (std::size_t s = 0; s < steps.size(); ++s) {
    blocks.push_back({aligned(steps[s].workspace_bytes), moment[s], moment[s], &plan.workspace[s]});
  }
  std::erase_if(blocks, [](const Block& b) { return b.bytes == 0 || b.last < 0; });
  return blocks;
}

std::size_t most_alive(const std::vector<Block>& blocks) {
  std::size_t most = 0;
  // The most are alive when some block begins.
  for (const Block& now : blocks) {
    std::size_t alive = 0;
    for (const Block& other : blocks) {
      if (other.first <= now.first && now.first <= other.last) alive += other.bytes;
    }
    most = std::max(most, alive);
  }
  return most;
}

/// The lowest place between the blocks placed before, which stand in the order of their offsets.
std::size_t first_fit(const Block& block, const std::vector<const Block*>& placed) {
  std::size_t at = 0;
  for (const Block* other : placed) {
    if (!block.together(*other)) continue;
    if (at + block.bytes <= *other->offset) break;
    at = std::max(at, other->end());
  }
  return at;
}

}  // namespace

MemoryPlan plan_memory(const std::vector<Step>& steps, const std::vector<std::size_t>& bytes,
                       const std::vector<ValueId>& kept) {
  MemoryPlan plan{std::vector<std::size_t>(bytes.size(), MemoryPlan::kNone),
                  std::vector<std::size_t>(steps.size(), MemoryPlan::kNone)};
  std::vector<Block> all = blocks(steps, bytes, kept, plan);
  plan.lower_bound = most_alive(all);
  std::stable_sort(all.begin(), all.end(),
                   [](const Block& a, const Block& b) { return a.bytes > b.bytes; });
  std::vector<const Block*> placed;
  for (const Block& block : all) {
    *block.offset = first_fit(block, placed);
    const auto below = [](const Block* a, const Block* b) { return *a->offset < *b->offset; };
    placed.insert(std::upper_bound(placed.begin(), placed.end(), &block, below), &block);
    plan.bytes = std::max(plan.bytes, block.end());
  }
  return plan;
}

}  // namespace warpmark::nn
