#pragma once

#include "harness/queue.h"

struct CUstream_st;

namespace warpmark {

using CudaStream = CUstream_st*;  // CUDA's cudaStream_t, named without its headers

/// A stream of one GPU. Used by the thread that made it, where that GPU becomes the current one.
class CudaQueue : public Queue {
 public:
  explicit CudaQueue(int ordinal);
  ~CudaQueue() override;
  CudaQueue(const CudaQueue&) = delete;
  CudaQueue& operator=(const CudaQueue&) = delete;

  void wait() override;

  int ordinal() const { return ordinal_; }
  CudaStream stream() const { return stream_; }
  int multiprocessors() const { return multiprocessors_; }

 private:
  int ordinal_;
  int multiprocessors_ = 0;
  CudaStream stream_ = nullptr;
};

/// The queue as what it is. Throws std::invalid_argument where it belongs to another device.
CudaQueue& cuda_queue(Queue& queue);

}  // namespace warpmark
