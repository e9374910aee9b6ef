// Kernels that may run at the same time share no memory that either writes.

#include "models/backends/cuda/branches.h"

#include "models/backends/cuda/lower.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace warpmark::nn {
namespace {

constexpr Index kBatch = 8;
constexpr std::size_t kWorkspace = 1 << 16;

/// A step with its places in memory, as BatchPlan plans them.
struct Planned {
  explicit Planned(Lowered from, int lag = Branches::kLag)
      : lowered(std::move(from)), branches(lowered.kernels, lag) {
    const auto buffers = static_cast<int>(lowered.buffers.size());
    std::vector<ValueId> kept;
    for (int i = 0; i < buffers; ++i) {
      const Buffer& buffer = lowered.buffers[static_cast<std::size_t>(i)];
      bytes.push_back(buffer.home == Home::arena ? buffer.bytes() : 0);
      if (buffer.kept) kept.push_back(i);
    }
    bytes.resize(bytes.size() + lowered.kernels.size(), kWorkspace);
    memory = plan_memory(branches.steps(lowered.kernels, buffers), bytes, kept);
  }

  /// Must kernel a, of the one queue, be over before b, of the other, begins?
  bool before(int a, int b) const {
    const bool queue = turn(b).aside;
    for (int i = 0; i <= b; ++i) {
      if (turn(i).aside == queue && turn(i).behind >= a) return true;
    }
    return false;
  }

  const Turn& turn(int i) const { return branches.turns[static_cast<std::size_t>(i)]; }

  /// Values that a kernel touches, and its workspace.
  std::vector<int> touched(int i, bool written) const {
    const Kernel& kernel = lowered.kernels[static_cast<std::size_t>(i)];
    std::vector<int> values = kernel.writes;
    values.push_back(static_cast<int>(lowered.buffers.size()) + branches.workspace_of(i));
    if (!written) values.insert(values.end(), kernel.reads.begin(), kernel.reads.end());
    return values;
  }

  bool overlap(int a, int b) const {
    const auto i = static_cast<std::size_t>(a), j = static_cast<std::size_t>(b);
    if (memory.offset[i] == MemoryPlan::kNone || memory.offset[j] == MemoryPlan::kNone) {
      return false;
    }
    return memory.offset[i] < memory.offset[j] + bytes[j] &&
           memory.offset[j] < memory.offset[i] + bytes[i];
  }

  bool race(int writer, int other) const {
    for (int a : touched(writer, true)) {
      for (int b : touched(other, false)) {
        if (overlap(a, b)) return true;
      }
    }
    return false;
  }

  Lowered lowered;
  Branches branches;
  std::vector<std::size_t> bytes;
  MemoryPlan memory;
};

Lowered lower(const Graph& graph, DType dtype) {
  const Shape image = graph.value(graph.images).shape;
  const ImageSet images{kBatch, image[0], image[1], image[2], 10, {}, {}};
  return nn::lower(graph, images, {.dtype = dtype, .batch = kBatch}, kBatch,
                   {.fold_from_bytes = 0});
}

void expect_no_race(const Planned& step) {
  int side_by_side = 0;
  const auto count = static_cast<int>(step.lowered.kernels.size());
  for (int a = 0; a < count; ++a) {
    for (int b = 0; b < count; ++b) {
      if (!step.turn(a).aside || step.turn(b).aside) continue;
      if (step.before(a, b) || step.before(b, a)) continue;
      ++side_by_side;
      EXPECT_FALSE(step.race(a, b) || step.race(b, a))
          << step.lowered.kernels[static_cast<std::size_t>(a)].name << ' ' << a << " beside "
          << step.lowered.kernels[static_cast<std::size_t>(b)].name << ' ' << b;
    }
  }
  EXPECT_GT(side_by_side, 0);
}

TEST(Branches, OfTrainingShareNoMemory) {
  using Mode = Builder::Mode;
  const Graph forward[] = {mnist_cnn(Mode::training), resnet18(Mode::training, {3, 32, 32}, 10),
                           resnet50(Mode::training, {3, 64, 64}, 10)};
  for (const Graph& graph : forward) {
    for (DType dtype : {DType::fp32, DType::fp16}) {
      const Lowered step = lower(differentiate(graph, {.momentum = 0.9}), dtype);
      for (int lag : {4, Branches::kLag}) expect_no_race(Planned(step, lag));
    }
  }
}

TEST(Branches, JoinBeforeTheOptimiser) {
  const Planned step(
      lower(differentiate(mnist_cnn(Builder::Mode::training), {.momentum = 0.9}), DType::fp16));
  const auto count = static_cast<int>(step.lowered.kernels.size());
  EXPECT_EQ(step.branches.behind_at_end, -1);
  for (int b = 0; b < count; ++b) {
    if (step.lowered.kernels[static_cast<std::size_t>(b)].phase != Phase::optimizer) continue;
    for (int a = 0; a < b; ++a) {
      EXPECT_TRUE(!step.turn(a).aside || step.before(a, b)) << a << " and " << b;
    }
  }
}

TEST(Branches, JoinSeldom) {
  const auto joins = [](const Graph& forward) {
    const Planned step(lower(differentiate(forward, {.momentum = 0.9}), DType::fp32));
    return std::ranges::count_if(step.branches.turns,
                                 [](const Turn& turn) { return !turn.aside && turn.behind >= 0; });
  };
  EXPECT_EQ(joins(resnet18(Builder::Mode::training, {3, 32, 32}, 10)), 1);
  EXPECT_EQ(joins(resnet50(Builder::Mode::training, {3, 64, 64}, 10)), 4);
}

TEST(Branches, JoinAtTheEndWithoutOne) {
  const Planned step(lower(mnist_cnn(Builder::Mode::inference), DType::fp32));
  const int last = static_cast<int>(step.lowered.kernels.size()) - 1;
  EXPECT_TRUE(step.turn(last).aside);
  EXPECT_EQ(step.branches.behind_at_end, last);
}

}  // namespace
}  // namespace warpmark::nn
