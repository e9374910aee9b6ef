#pragma once

#include "harness/cuda/device.cuh"

namespace warpmark {

/// One thread. Waits for a tick of the GPU's clock, then for `length_ns`, and adds the time since
/// that tick, which it knows exactly, to *total_ns.
static __global__ void delay_kernel(unsigned long long length_ns, unsigned long long* total_ns) {
  const unsigned long long arrival = global_nanoseconds();
  unsigned long long begin = arrival;
  while (begin == arrival) begin = global_nanoseconds();
  unsigned long long now = begin;
  while (now - begin < length_ns) now = global_nanoseconds();
  *total_ns += now - begin;
}

/// One thread. The smallest step of the GPU's clock in `count` of them.
static __global__ void clock_step_kernel(int count, unsigned long long* step_ns) {
  unsigned long long smallest = ~0ull, before = global_nanoseconds();
  for (int i = 0; i < count;) {
    const unsigned long long now = global_nanoseconds();
    if (now == before) continue;
    if (now - before < smallest) smallest = now - before;
    before = now;
    ++i;
  }
  *step_ns = smallest;
}

static __global__ void empty_kernel() {}

}  // namespace warpmark
