#pragma once

#include "harness/cuda/buffer.h"
#include "harness/cuda/stopwatch.h"
#include "tests/fake_cuda/device.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Some kernels, of so many nanoseconds each.
class FakeWorkload : public Workload {
 public:
  explicit FakeWorkload(CudaQueue& queue, double nanoseconds = 5000, int kernels = 1)
      : queue_(queue), nanoseconds_(nanoseconds), kernels_(kernels) {}

  Traits traits() const override { return traits_; }
  void run() override {
    for (int i = 0; i < kernels_; ++i) fake_cuda::enqueue_work(queue_, "work", nanoseconds_);
    if (waits_) queue_.wait();
    ++runs_;
  }
  void reset() override { fake_cuda::enqueue_work(queue_, "reset", 100); }
  Outputs outputs() override { return {}; }

  Traits traits_;
  bool waits_ = false;  // which traits may deny
  long runs_ = 0;

 protected:
  CudaQueue& queue_;
  double nanoseconds_;
  int kernels_;
};

/// A queue of a device that has just been started.
class OnFakeGpu : public testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(const fake_cuda::Model& model) {
    queue_.reset();
    device_.restart(model);
    queue_ = std::make_unique<CudaQueue>(0);
  }

  std::unique_ptr<Stopwatch> prepared(Timing timing, Workload& workload) {
    auto stopwatch = make_cuda_stopwatch(timing, *queue_);
    stopwatch->prepare(workload);
    return stopwatch;
  }

  /// What the device did while `act` ran: "set kernel(16x256) work record …".
  template <class Act>
  std::string log_of(Act&& act) {
    queue_->wait();
    device_.log.clear();
    device_.host_log.clear();
    act();
    queue_->wait();
    std::string words;
    for (const fake_cuda::Operation& operation : device_.log) {
      words += words.empty() ? "" : " ";
      words += operation.name;
      if (operation.blocks == 0) continue;
      words +=
          '(' + std::to_string(operation.blocks) + 'x' + std::to_string(operation.threads) + ')';
    }
    return words;
  }

  fake_cuda::Device& device_ = fake_cuda::Device::instance();
  std::unique_ptr<CudaQueue> queue_;
};

}  // namespace warpmark
