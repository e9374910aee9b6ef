#pragma once

#include "harness/cuda/queue.h"

#include <memory>

namespace warpmark {

/// Holds a queue back with a kernel of one thread that spins until it is released, so that work
/// enqueued meanwhile begins without the launch latency of the host. The kernel gives up by itself
/// after a while, so that work which waits for the device inside cannot wait for ever.
class SpinGate {
 public:
  /// `patience_s`: how long the kernel spins at most.
  explicit SpinGate(CudaQueue& queue, double patience_s = 1);
  ~SpinGate();
  SpinGate(const SpinGate&) = delete;
  SpinGate& operator=(const SpinGate&) = delete;

  /// Enqueues the spinning kernel. The one before must have ended.
  void close();

  /// Lets the queue go on; without effect where it is not held.
  void open();

  /// Once the queue has passed the gate: did the kernel give up?
  bool timed_out() const;

 private:
  struct Flags;
  struct Free {
    void operator()(Flags* flags) const;
  };
  void enqueue();

  CudaQueue& queue_;
  unsigned long long patience_ns_;
  std::unique_ptr<Flags, Free> flags_;  // host memory that the device reads and writes
};

/// Throws Unsupported where this program holds no code for the queue's GPU.
void require_code_for(const CudaQueue& queue);

}  // namespace warpmark
