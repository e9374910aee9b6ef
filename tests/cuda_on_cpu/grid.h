#pragma once

#include "harness/cuda/queue.h"
#include "tests/cuda_on_cpu/block.h"

#include <functional>

/// CUDA's extents and coordinates.
struct dim3 {
  constexpr dim3(unsigned int x = 1, unsigned int y = 1, unsigned int z = 1) : x(x), y(y), z(z) {}
  unsigned int x, y, z;
};

namespace warpmark::emulation {

/// How launches run from now on. Blocks follow one another in the same order as threads.
struct Schedule {
  Order order = Order::forward;
  std::uint64_t seed = 1;
};
Schedule& schedule();

/// Where the thread is that runs at present.
struct Place {
  dim3 grid, block, block_index, thread_index;
  Block* threads = nullptr;
  std::size_t requested_bytes = 0;  // of shared memory, by the launch
};
Place& place();

/// Runs `kernel` for every thread of a grid. Throws DeviceError, also for a grid or block larger
/// than a GPU takes, and what the kernel throws.
void run_grid(dim3 grid, dim3 block, const std::function<void()>& kernel);

// What differs between the runtimes that this emulation serves, each of which defines it.

/// Takes a launch in: `body` is what each thread calls, `kernel` the address of what it is made of.
void submit(CudaQueue& queue, const void* kernel, dim3 grid, dim3 block,
            std::function<void()> body);

/// The device's clocks.
unsigned long long nanoseconds();
unsigned long long cycles();

}  // namespace warpmark::emulation
