#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>

namespace warpmark::emulation {

/// A thread of execution with a stack of its own, which runs when told to and until it yields.
/// Its stack is kept for the next body.
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Sets what resume() will run; what an earlier body had left to do is dropped.
  void start(std::function<void()> body);

  /// Continues the body; returns when it yields or ends. The body lets no exception out.
  void resume();

  /// Called by the body: back to resume()'s caller.
  void yield();

  bool ended() const { return ended_; }

 private:
  static void enter(unsigned int high, unsigned int low);
  void run();

  struct Stack;
  std::unique_ptr<Stack> stack_;
  std::function<void()> body_;
  bool ended_ = true;
  ucontext_t here_, caller_;
};

}  // namespace warpmark::emulation
