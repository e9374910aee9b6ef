#include "tests/cuda_on_cpu/grid.h"

#include <algorithm>
#include <numeric>
#include <string>

namespace warpmark::emulation {
namespace {

std::string text(dim3 size) {
  return std::to_string(size.x) + 'x' + std::to_string(size.y) + 'x' + std::to_string(size.z);
}

dim3 coordinates(unsigned int i, dim3 size) {
  return {i % size.x, i / size.x % size.y, i / size.x / size.y};
}

unsigned int count(dim3 size) { return size.x * size.y * size.z; }

/// CUDA C++ Programming Guide, Technical Specifications per Compute Capability.
void require_launchable(dim3 grid, dim3 block) {
  const bool block_fits = count(block) > 0 && count(block) <= 1024 && block.z <= 64;
  const bool grid_fits = count(grid) > 0 && grid.x < (1u << 31) && grid.y < 65536 && grid.z < 65536;
  if (block_fits && grid_fits) return;
  throw DeviceError("cannot launch a grid of " + text(grid) + " blocks of " + text(block));
}

std::vector<unsigned int> block_order(unsigned int blocks, const Schedule& how) {
  std::vector<unsigned int> order(blocks);
  std::iota(order.begin(), order.end(), 0u);
  if (how.order == Order::reverse) std::reverse(order.begin(), order.end());
  if (how.order == Order::random) {
    std::shuffle(order.begin(), order.end(), std::mt19937_64(how.seed));
  }
  return order;
}

}  // namespace

Schedule& schedule() {
  static Schedule the_schedule;
  return the_schedule;
}

Place& place() {
  static Place the_place;
  return the_place;
}

void run_grid(dim3 grid, dim3 block, const std::function<void()>& kernel) {
  require_launchable(grid, block);
  const Schedule how = schedule();
  for (unsigned int b : block_order(count(grid), how)) {
    Block threads(count(block), how.order, how.seed + b);
    Place& here = place();
    here = {grid, block, coordinates(b, grid), {}, &threads};
    threads.run([&](unsigned int) { kernel(); });
  }
}

}  // namespace warpmark::emulation
