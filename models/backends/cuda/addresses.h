#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace warpmark::nn {

/// Where the buffers of a program lie in device memory, by their numbers.
class Addresses {
 public:
  explicit Addresses(std::vector<std::byte*> addresses = {}) : addresses_(std::move(addresses)) {}

  std::byte* operator[](int buffer) const { return addresses_[static_cast<std::size_t>(buffer)]; }
  template <class T>
  T* as(int buffer) const {
    return reinterpret_cast<T*>((*this)[buffer]);
  }

 private:
  std::vector<std::byte*> addresses_;
};

}  // namespace warpmark::nn
