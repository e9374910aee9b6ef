#pragma once

#include <cstddef>
#include <memory>

namespace warpmark {

/// Host memory for arrays: aligned to 2 MiB and advised to use huge pages where it is larger than
/// one, to a cache line otherwise. Not touched: the first thread to write decides the NUMA node.
class HostBuffer {
 public:
  HostBuffer() = default;
  /// Throws std::bad_alloc.
  explicit HostBuffer(std::size_t bytes);

  std::byte* data() const { return memory_.get(); }
  std::size_t size() const { return bytes_; }

  template <class T>
  T* as() const {
    return reinterpret_cast<T*>(data());
  }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t bytes_ = 0;
};

}  // namespace warpmark
