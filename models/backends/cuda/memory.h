#pragma once

#include "harness/cuda/buffer.h"
#include "models/backends/cuda/lower.h"

#include <map>

namespace warpmark::nn {

/// The device memory of a program, whose plans lie over each other in one arena.
class Memory {
 public:
  Memory(CudaQueue& queue, const std::vector<const Lowered*>& plans, std::size_t arena_bytes);

  /// Of each home; null where nothing lies there.
  std::map<Home, std::byte*> begin() const;

  /// Enqueues: all that outlives a step is zeros, padding too.
  void clear();

  /// A buffer's elements in the network's order. `address`: where it lies. Waits for the queue.
  std::vector<double> download(const Buffer& buffer, const std::byte* address);
  /// Padding becomes zeros. Waits for the queue.
  void upload(const Buffer& buffer, std::byte* address, const std::vector<double>& values);

 private:
  CudaQueue& queue_;
  std::map<Home, DeviceBuffer> homes_;
};

}  // namespace warpmark::nn
