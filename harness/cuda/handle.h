#pragma once

#include <utility>

namespace warpmark {

/// Owns what a C library hands out. `kDestroy` releases it; its status is ignored, since a
/// destructor can do nothing about it. Move-only.
template <class T, auto kDestroy>
class Handle {
 public:
  Handle() = default;
  explicit Handle(T handle) : handle_(handle) {}
  ~Handle() { release(); }
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, T{})) {}
  Handle& operator=(Handle&& other) noexcept {
    if (this != &other) {
      release();
      handle_ = std::exchange(other.handle_, T{});
    }
    return *this;
  }

  T get() const { return handle_; }

 private:
  void release() {
    if (handle_ != T{}) kDestroy(handle_);
  }

  T handle_{};
};

}  // namespace warpmark
