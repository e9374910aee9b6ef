// An epoch on the emulated GPU: the host enqueues, and does nothing else; the order of threads does
// not matter.

#include "harness/cuda/queue.h"
#include "models/gradient.h"
#include "tests/cuda_on_cpu/runtime.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/cuda_capture.h"
#include "tests/models/cuda_threads.h"
#include "tests/models/problem.h"
#include "tests/models/small_networks.h"

#include <gtest/gtest.h>

#include <array>

namespace warpmark::nn {
namespace {

constexpr Index kSteps = 4;

class CudaEpoch : public testing::Test {
 protected:
  /// Three whole batches, two of them in one graph, and a smaller one.
  std::unique_ptr<Program> compile(const Graph& graph, DType dtype) {
    images_ = random_images(2 * kSteps - 1, graph.value(graph.images).shape, 3);
    auto program = cuda_backend({.fold_from_bytes = 0, .steps_of_graph = 2})(
        graph, images_, {.dtype = dtype, .batch = 2, .queue = &queue_});
    program->write(initial_state(graph, 3));
    return program;
  }

  static void expect_only_to_enqueue(Program& program, const Steps& steps) {
    const std::size_t allocations = emulation::allocations(), waits = emulation::waits();
    const std::size_t first_replays = emulation::first_replays();
    program.run(steps);
    EXPECT_EQ(emulation::allocations(), allocations);
    EXPECT_EQ(emulation::waits(), waits);
    EXPECT_EQ(emulation::first_replays(), first_replays);
  }

  CudaQueue queue_{0};
  ImageSet images_;
};

TEST_F(CudaEpoch, AllocatesNothingAndWaitsForNothing) {
  constexpr std::array rates{0.1f, 0.1f, 0.1f, 0.1f};
  for (DType dtype : {DType::fp32, DType::bf16, DType::fp16}) {
    const Graph graph = differentiate(small_networks().at("wide")(Builder::Mode::training), {0.9});
    const auto program = compile(graph, dtype);
    for (Index epoch : {0, 1}) {
      expect_only_to_enqueue(*program, {epoch, 0, kSteps, rates});
    }
    EXPECT_EQ(program->metrics().images, 2 * images_.count);
  }
}

TEST_F(CudaEpoch, AllocatesNothingAndWaitsForNothingWherePredicting) {
  const Graph graph = small_networks().at("residual")(Builder::Mode::inference);
  const auto program = compile(graph, DType::tf32);
  expect_only_to_enqueue(*program, {.count = kSteps});
  EXPECT_EQ(program->metrics().images, images_.count);
}

TEST_F(CudaEpoch, LeavesTheSameBitsInEveryOrderOfThreads) {
  for (const auto& [name, network] : small_networks()) {
    const Graph graph = differentiate(network(Builder::Mode::training), {0.9});
    for (DType dtype : {DType::fp32, DType::fp16}) {
      SCOPED_TRACE(name + ' ' + std::string(warpmark::name(dtype)));
      const auto program = compile(graph, dtype);
      const State start = initial_state(graph, 3);
      const State expected = train_epoch(*program, start, kSteps, kSteps);
      for (const std::string& order : thread_orders()) {
        SCOPED_TRACE(order);
        run_threads(order);
        expect_same_bits(train_epoch(*program, start, kSteps, kSteps), expected);
      }
      run_threads(thread_orders().front());
    }
  }
}

}  // namespace
}  // namespace warpmark::nn
