// Memory plans of random programs against what may be alive at the same time, pair by pair.

#include "models/plan.h"

#include "models/gradient.h"
#include "models/zoo/zoo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace warpmark::nn {
namespace {

struct Problem {
  std::vector<Step> steps;
  std::vector<std::size_t> bytes;
  std::vector<ValueId> kept;
};

/// Values are written once, by a step at random, and read by later ones.
Problem random_problem(unsigned seed, bool branches) {
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return random() % n; };
  Problem problem;
  problem.steps.resize(1 + below(12));
  problem.bytes.resize(1 + below(15));
  for (Step& step : problem.steps) {
    step.workspace_bytes = below(3) == 0 ? below(2000) : 0;
    step.branch = branches ? static_cast<int>(below(3)) : 0;
  }
  for (std::size_t v = 0; v < problem.bytes.size(); ++v) {
    const auto id = static_cast<ValueId>(v);
    problem.bytes[v] = below(5) == 0 ? 0 : 1 + below(3000);
    const std::size_t writer = below(problem.steps.size());
    if (below(6) != 0) problem.steps[writer].writes.push_back(id);
    for (std::size_t s = writer + 1; s < problem.steps.size(); ++s) {
      if (below(4) == 0) problem.steps[s].reads.push_back(id);
    }
    if (below(6) == 0) problem.kept.push_back(id);
  }
  return problem;
}

/// Steps between two of branch 0.
bool same_stretch(const std::vector<Step>& steps, std::size_t a, std::size_t b) {
  if (a == b) return true;
  for (std::size_t s = std::min(a, b); s <= std::max(a, b); ++s) {
    if (steps[s].branch == 0) return false;
  }
  return true;
}

/// May step b begin before a has ended? Of steps in one stretch all, as soon as there are two
/// branches.
bool simultaneous(const std::vector<Step>& steps, std::size_t a, std::size_t b) {
  if (a == b) return true;
  if (!same_stretch(steps, a, b)) return false;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    if (same_stretch(steps, a, s) && steps[s].branch != steps[a].branch) return true;
  }
  return false;
}

/// The steps during which a value is needed.
std::set<std::size_t> needed(const Problem& problem, ValueId id) {
  const std::vector<Step>& steps = problem.steps;
  std::vector<std::size_t> touching;
  bool written = false, before = false;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const bool writes = std::count(steps[s].writes.begin(), steps[s].writes.end(), id) > 0;
    const bool reads = std::count(steps[s].reads.begin(), steps[s].reads.end(), id) > 0;
    before = before || (reads && !written);
    written = written || writes;
    if (reads || writes) touching.push_back(s);
  }
  if (touching.empty()) return {};
  const bool kept = std::count(problem.kept.begin(), problem.kept.end(), id) > 0;
  const std::size_t first = before ? 0 : touching.front();
  const std::size_t last = kept ? steps.size() - 1 : touching.back();
  std::set<std::size_t> during;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const bool between = first <= s && s <= last;
    if (between || simultaneous(steps, s, first) || simultaneous(steps, s, last)) during.insert(s);
  }
  return during;
}

struct Range {
  std::size_t offset, bytes;
  std::set<std::size_t> during;
};

/// Of all that has memory; checks that exactly what needs some has it.
std::vector<Range> ranges(const Problem& problem, const MemoryPlan& plan) {
  std::vector<Range> ranges;
  for (std::size_t v = 0; v < problem.bytes.size(); ++v) {
    const auto during = needed(problem, static_cast<ValueId>(v));
    const bool placed = plan.offset[v] != MemoryPlan::kNone;
    EXPECT_EQ(placed, problem.bytes[v] > 0 && !during.empty());
    if (placed) ranges.push_back({plan.offset[v], problem.bytes[v], during});
  }
  for (std::size_t s = 0; s < problem.steps.size(); ++s) {
    const std::size_t bytes = problem.steps[s].workspace_bytes;
    EXPECT_EQ(plan.workspace[s] != MemoryPlan::kNone, bytes > 0);
    if (bytes == 0) continue;
    std::set<std::size_t> during;
    for (std::size_t t = 0; t < problem.steps.size(); ++t) {
      if (simultaneous(problem.steps, s, t)) during.insert(t);
    }
    ranges.push_back({plan.workspace[s], bytes, during});
  }
  return ranges;
}

bool meet(const std::set<std::size_t>& a, const std::set<std::size_t>& b) {
  return std::any_of(a.begin(), a.end(), [&](std::size_t s) { return b.count(s) > 0; });
}

void check(const Problem& problem) {
  const MemoryPlan plan = plan_memory(problem.steps, problem.bytes, problem.kept);
  const std::vector<Range> all = ranges(problem, plan);
  for (const Range& a : all) {
    EXPECT_EQ(a.offset % 256, 0u);
    EXPECT_LE(a.offset + a.bytes, plan.bytes);
    for (const Range& b : all) {
      if (&a == &b || !meet(a.during, b.during)) continue;
      EXPECT_TRUE(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset);
    }
  }
  std::size_t most = 0;
  for (std::size_t s = 0; s < problem.steps.size(); ++s) {
    std::size_t alive = 0;
    for (const Range& r : all) alive += r.during.count(s) * ((r.bytes + 255) / 256 * 256);
    most = std::max(most, alive);
  }
  EXPECT_EQ(plan.lower_bound, most);
  EXPECT_GE(plan.bytes, plan.lower_bound);
}

TEST(MemoryPlan, NeverOverlapsWhatIsAliveTogether) {
  for (unsigned seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    check(random_problem(seed, seed % 2 == 1));
  }
}

/// A chain needs two links at a time.
TEST(MemoryPlan, ReusesMemory) {
  std::vector<Step> steps(10);
  for (int i = 0; i < 10; ++i) {
    if (i > 0) steps[static_cast<std::size_t>(i)].reads = {i - 1};
    steps[static_cast<std::size_t>(i)].writes = {i};
  }
  const MemoryPlan plan = plan_memory(steps, std::vector<std::size_t>(10, 1000), {});
  EXPECT_EQ(plan.bytes, 2048u);
  EXPECT_EQ(plan.lower_bound, 2048u);
}

TEST(MemoryPlan, KeepsBranchesApart) {
  std::vector<Step> steps(4);
  steps[0].writes = {0};
  steps[1] = {{0}, {1}, 256, 1};
  steps[2] = {{0}, {2}, 256, 2};
  steps[3] = {{1, 2}, {3}, 0, 0};
  EXPECT_EQ(plan_memory(steps, {256, 256, 256, 256}, {}).bytes, 5 * 256u);
  steps[2].branch = 1;
  EXPECT_EQ(plan_memory(steps, {256, 256, 256, 256}, {}).bytes, 4 * 256u);
}

/// A training step of ResNet-50, node by node, needs hardly more than what is alive at once.
TEST(MemoryPlan, WastesLittleOnRealNetworks) {
  const Graph graph = differentiate(resnet50(Builder::Mode::training, {3, 224, 224}, 1000), {0.9});
  std::vector<std::size_t> bytes;
  for (const Value& value : graph.values) {
    bytes.push_back(value.batched ? static_cast<std::size_t>(2 * 64 * count(value.shape)) : 0);
  }
  std::vector<Step> steps;
  for (const Node& node : graph.nodes) steps.push_back({node.inputs, node.outputs});
  const MemoryPlan plan = plan_memory(steps, bytes, {graph.logits});
  std::size_t all = 0;
  for (std::size_t b : bytes) all += b;
  EXPECT_LT(static_cast<double>(plan.bytes), 1.05 * static_cast<double>(plan.lower_bound));
  EXPECT_LT(static_cast<double>(plan.bytes), 0.7 * static_cast<double>(all));
}

TEST(MemoryPlan, OfNothingIsEmpty) { EXPECT_EQ(plan_memory({}, {}, {}).bytes, 0u); }

}  // namespace
}  // namespace warpmark::nn
