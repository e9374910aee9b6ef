#pragma once

#include "harness/cuda/buffer.h"
#include "harness/workload.h"

namespace warpmark {

/// Loads that wait for each other, spread over an array: no bandwidth hides what each takes, so
/// that it shows which memory they come from. 4096 loads of one thread, or one for each 128 bytes
/// where the array has fewer.
class LoadChain : public Workload {
 public:
  LoadChain(CudaQueue& queue, std::size_t bytes);
  void run() override;
  Outputs outputs() override { return {}; }

 private:
  CudaQueue& queue_;
  DeviceBuffer words_, last_;
};

}  // namespace warpmark
