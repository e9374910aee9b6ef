#pragma once

#include "harness/cuda/buffer.h"
#include "harness/cuda/device.cuh"

#include <algorithm>

namespace warpmark {

/// The launch shape of a kernel that ends in grid_sum, and the memory it needs.
template <class T>
class GridReductionMemory {
 public:
  /// `shares`: how many there are to spread over the blocks, as many as are `resident` at a time on
  /// a multiprocessor.
  GridReductionMemory(CudaQueue& queue, Index shares, int resident)
      : blocks_(std::min(shares, Index{resident} * queue.multiprocessors())),
        of_block_(queue, static_cast<std::size_t>(blocks_) * sizeof(T)),
        arrived_(queue, sizeof(unsigned int)) {
    set_bytes(queue, arrived_.data(), 0, arrived_.bytes());
  }

  dim3 grid() const { return dim3(static_cast<unsigned int>(blocks_)); }
  GridReduction<T> view() const { return {of_block_.as<T>(), arrived_.as<unsigned int>()}; }

 private:
  Index blocks_;
  DeviceBuffer of_block_, arrived_;
};

}  // namespace warpmark
