// The emulation finds what a GPU would answer with undefined behaviour.

#include "harness/cuda/buffer.h"
#include "harness/cuda/device.cuh"
#include "models/backends/cuda/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace warpmark {
namespace {

using emulation::DeviceError;
using emulation::Order;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int kThreads = 96;
constexpr Order kOrders[] = {Order::forward, Order::reverse, Order::random};

struct Row {
  int at[kThreads];
};

/// Each thread passes its index to the next through shared memory.
template <bool kBarrier>
__global__ void rotate_kernel(int* to) {
  auto& row = shared_memory<Row>();
  const int i = static_cast<int>(threadIdx.x);
  row.at[i] = i;
  if (kBarrier) __syncthreads();
  to[i] = row.at[(i + 1) % kThreads];
}

/// The same twice over, and a barrier missing where the first pass's reads precede the second's
/// writes.
template <bool kBarrier>
__global__ void rotate_twice_kernel(int* to) {
  auto& row = shared_memory<Row>();
  const int i = static_cast<int>(threadIdx.x);
  row.at[i] = i;
  __syncthreads();
  const int first = row.at[(i + 1) % kThreads];
  if (kBarrier) __syncthreads();
  row.at[i] = -1;
  to[i] = first;
}

__global__ void diverge_kernel(int* to) {
  if (threadIdx.x < 32) {
    __syncthreads();
    to[threadIdx.x] = 1;
  } else {
    __syncthreads();
    to[threadIdx.x] = 2;
  }
}

__global__ void leave_kernel() {
  if (threadIdx.x >= 64) return;
  __syncthreads();
}

__global__ void leave_warp_kernel(int* to) {
  if (threadIdx.x == 5) return;
  to[threadIdx.x] = __shfl_xor_sync(0xffffffffu, 1, 1);
}

__global__ void outside_mask_kernel(int* to) {
  if (threadIdx.x < 16) to[threadIdx.x] = __shfl_xor_sync(0x0000ffffu, 1, 16);
}

__global__ void lanes_kernel(int* to) {
  const int i = static_cast<int>(threadIdx.x), lane = i % 32;
  to[i] = __shfl_xor_sync(0xffffffffu, i, 5) + 1000 * __shfl_down_sync(0xffffffffu, i, 3) +
          1000000 * __shfl_sync(0xffffffffu, lane, 7);
}

__global__ void ballot_kernel(unsigned int* to) {
  to[threadIdx.x] = __ballot_sync(0xffffffffu, threadIdx.x % 3 == 0);
}

__global__ void write_kernel(int* to, int at) { to[at] = 1; }

__global__ void shared_outside_kernel(int at) { shared_memory<Row>().at[at] = 1; }

__global__ void read_vector_kernel(const int* from, int* to) {
  to[0] = load<Vec<int, 4>>(from + 1).at[0];
}

__global__ void arrive_kernel(unsigned int* arrived, int* last) {
  if (threadIdx.x == 0 && atomicInc(arrived, gridDim.x - 1) == gridDim.x - 1) *last += 1;
}

__global__ void nothing_kernel() {}

class Emulation : public testing::Test {
 protected:
  ~Emulation() override { emulation::schedule() = {}; }

  /// The first kThreads ints after one block ran `kernel`.
  template <class... Parameters>
  std::vector<int> run(void (*kernel)(int*, Parameters...), Parameters... more) {
    DeviceBuffer to(queue_, sizeof(Row));
    launch(queue_, dim3(1), dim3(kThreads), kernel, to.as<int>(), more...);
    return {to.as<int>(), to.as<int>() + kThreads};
  }

  CudaQueue queue_{0};
};

std::vector<int> rotated() {
  std::vector<int> out(kThreads);
  for (int i = 0; i < kThreads; ++i) out[static_cast<std::size_t>(i)] = (i + 1) % kThreads;
  return out;
}

TEST_F(Emulation, RunsThreadsThatWaitForEachOther) {
  for (Order order : kOrders) {
    emulation::schedule() = {order, 3};
    EXPECT_EQ(run(rotate_kernel<true>), rotated());
    EXPECT_EQ(run(rotate_twice_kernel<true>), rotated());
  }
}

TEST_F(Emulation, ShowsAMissingBarrierInSomeOrder) {
  int wrong = 0, wrong_again = 0;
  for (Order order : kOrders) {
    emulation::schedule() = {order, 3};
    wrong += run(rotate_kernel<false>) != rotated();
    wrong_again += run(rotate_twice_kernel<false>) != rotated();
  }
  EXPECT_EQ(wrong, 3);
  EXPECT_GE(wrong_again, 2);
}

TEST_F(Emulation, RefusesABarrierThatNotAllThreadsReach) {
  EXPECT_THAT([&] { run(diverge_kernel); },
              ThrowsMessage<DeviceError>(HasSubstr("32 threads wait at the barrier")));
  EXPECT_THAT([&] { launch(queue_, dim3(1), dim3(kThreads), leave_kernel); },
              ThrowsMessage<DeviceError>(HasSubstr("32 threads have ended")));
}

TEST_F(Emulation, RefusesAShuffleWithALaneThatIsNotThere) {
  EXPECT_THAT([&] { run(leave_warp_kernel); },
              ThrowsMessage<DeviceError>(HasSubstr("wait for their warp")));
  EXPECT_THROW(run(outside_mask_kernel), DeviceError);
  DeviceBuffer to(queue_, 64);
  EXPECT_THAT([&] { launch(queue_, dim3(1), dim3(16), lanes_kernel, to.as<int>()); },
              ThrowsMessage<DeviceError>(HasSubstr("does not have")));
}

TEST_F(Emulation, ShufflesAndVotesAsAWarpDoes) {
  emulation::schedule() = {Order::random, 5};
  const std::vector<int> got = run(lanes_kernel);
  for (int i = 0; i < kThreads; ++i) {
    const int down = i % 32 + 3 < 32 ? i + 3 : i;
    EXPECT_EQ(got[static_cast<std::size_t>(i)], (i ^ 5) + 1000 * down + 7000000);
  }
  DeviceBuffer votes(queue_, 4 * 32);
  launch(queue_, dim3(1), dim3(32), ballot_kernel, votes.as<unsigned int>());
  EXPECT_EQ(votes.as<unsigned int>()[31], 0x49249249u);
}

TEST_F(Emulation, RefusesAMisalignedVector) {
  DeviceBuffer memory(queue_, 64);
  EXPECT_THAT(
      [&] {
        launch(queue_, dim3(1), dim3(1), read_vector_kernel, memory.as<int>(), memory.as<int>());
      },
      ThrowsMessage<DeviceError>(HasSubstr("misaligned access of 16 bytes")));
}

TEST_F(Emulation, RefusesLaunchesThatAGpuDoes) {
  EXPECT_THROW(launch(queue_, dim3(1), dim3(1025), nothing_kernel), DeviceError);
  EXPECT_THROW(launch(queue_, dim3(0), dim3(32), nothing_kernel), DeviceError);
  EXPECT_THROW(launch(queue_, dim3(1, 65536), dim3(32), nothing_kernel), DeviceError);
}

TEST_F(Emulation, RefusesToCaptureWhatIsNotLoaded) {
  const auto enqueue = [&] { launch(queue_, dim3(1), dim3(1), nothing_kernel); };
  nn::Replay early(queue_, enqueue);
  EXPECT_THAT([&] { early(); }, ThrowsMessage<DeviceError>(HasSubstr("while a graph is captured")));
  enqueue();
  nn::Replay late(queue_, enqueue);
  EXPECT_NO_THROW(late());
}

TEST_F(Emulation, CountsArrivalsAroundToZero) {
  for (Order order : kOrders) {
    emulation::schedule() = {order, 1};
    DeviceBuffer memory(queue_, 2 * sizeof(int));
    set_bytes(queue_, memory.data(), 0, memory.bytes());
    for (int launches = 1; launches <= 2; ++launches) {
      launch(queue_, dim3(5), dim3(32), arrive_kernel, memory.as<unsigned int>(),
             memory.as<int>() + 1);
      EXPECT_EQ(memory.as<int>()[0], 0);
      EXPECT_EQ(memory.as<int>()[1], launches);
    }
  }
}

TEST_F(Emulation, SharedAndDeviceMemoryIsNotANumberAtFirst) {
  const std::vector<int> got = run(write_kernel, 3);
  EXPECT_EQ(got[3], 1);
  EXPECT_EQ(got[4], -1);  // all bits set: a NaN in every format
  struct Values {
    float a;
    double b;
  };
  bool not_numbers = false;
  emulation::run_grid(dim3(1), dim3(1), [&] {
    const auto& values = shared_memory<Values>();
    not_numbers = std::isnan(values.a) && std::isnan(values.b);
  });
  EXPECT_TRUE(not_numbers);
}

TEST_F(Emulation, RefusesMoreSharedMemoryThanABlockHas) {
  struct Large {
    char bytes[48 * 1024 + 1];
  };
  EXPECT_THROW(emulation::run_grid(dim3(1), dim3(1), [] { shared_memory<Large>(); }), DeviceError);
}

using EmulationDeathTest = Emulation;

TEST_F(EmulationDeathTest, SanitizersFindAccessesOutsideMemory) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(run(write_kernel, kThreads), "heap-buffer-overflow");
  EXPECT_DEATH(run(write_kernel, -1), "heap-buffer-overflow");
  EXPECT_DEATH(launch(queue_, dim3(1), dim3(1), shared_outside_kernel, kThreads),
               "out of bounds|heap-buffer-overflow");
}

}  // namespace
}  // namespace warpmark
