#pragma once

#include "harness/cuda/queue.h"

#include <cstddef>
#include <memory>

namespace warpmark {

/// Device memory, taken from the device's pool and given back in the order of a queue, which it
/// must not outlive; so the pool's high-water mark is the peak of what workloads allocate. Its
/// contents are undefined at first; the address is a multiple of 256. Move-only.
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  /// Throws std::bad_alloc.
  DeviceBuffer(CudaQueue& queue, std::size_t bytes);

  std::byte* data() const { return memory_.get(); }
  std::size_t bytes() const { return bytes_; }

  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(data());
  }

 private:
  struct Free {
    CudaStream stream;
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t bytes_ = 0;
};

/// Page-locked host memory, which a GPU copies from and to without a detour, of the NUMA node
/// nearest to the current GPU where there is room and the kernel allows a choice. Move-only.
class PinnedBuffer {
 public:
  PinnedBuffer() = default;
  /// Throws std::bad_alloc.
  explicit PinnedBuffer(std::size_t bytes);

  std::byte* data() const { return memory_.get(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t bytes_ = 0;
};

// Enqueued copies. Host memory that is not page-locked makes the caller wait.
void copy_to_device(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes);
void copy_to_host(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes);
void copy_on_device(CudaQueue& queue, std::byte* to, const std::byte* from, std::size_t bytes);
void set_bytes(CudaQueue& queue, std::byte* to, unsigned char value, std::size_t bytes);

}  // namespace warpmark
