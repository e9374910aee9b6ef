#include "tests/fake_cuda/device.h"

#include <algorithm>
#include <cmath>

namespace warpmark::fake_cuda {

Device& Device::instance() {
  static Device the_device;
  return the_device;
}

Device::Device() : thread_([this] { serve(); }) {}

Device::~Device() {
  wait();
  over_ = true;
  device_turn_.release();
  thread_.join();
}

void Device::restart(const Model& with) {
  wait();
  model = with;
  lasting = last = cudaSuccess;
  log.clear();
  host_log.clear();
  loaded_.clear();
  ends_.clear();
  peak_bytes = 0;
  current = 0;
  submitted_ = wanted_ = 0;
  host_time_ = device_time_ = 0;
}

void Device::let_run(std::size_t wanted) {
  wanted_ = wanted;
  device_turn_.release();
  host_turn_.acquire();
}

void Device::spend(double nanoseconds) {
  host_time_ += nanoseconds;
  if (!queue_.empty()) let_run(0);
}

void Device::load(const std::string& code) {
  if (code.empty() || !loaded_.insert(code).second) return;
  wait();
  spend(model.first_launch);
}

void Device::submit(Operation operation) {
  load(operation.code);
  const auto past = std::upper_bound(ends_.begin(), ends_.end(), host_time_) - ends_.begin();
  if (submitted_ >= static_cast<std::size_t>(past) + model.queue_depth) {
    wait(submitted_ + 1 - model.queue_depth);
  }
  operation.submitted = host_time_;
  queue_.push_back(std::move(operation));
  ++submitted_;
}

void Device::wait(std::size_t count) {
  if (ends_.size() < count) let_run(count);
  if (count > 0) host_time_ = std::max(host_time_, ends_[count - 1]);
}

void Device::serve() {
  for (;;) {
    device_turn_.acquire();
    if (over_) return;
    while (!queue_.empty() && (ends_.size() < wanted_ || may_begin())) {
      const Operation next = queue_.front();
      device_time_ = std::max(device_time_, next.submitted + model.latency);
      perform(next);
      ends_.push_back(device_time_);
      queue_.pop_front();
    }
    host_turn_.release();
  }
}

bool Device::may_begin() const {
  return std::max(device_time_, queue_.front().submitted + model.latency) <= host_time_;
}

void Device::perform(Operation operation) {
  operation.begin = device_time_;
  if (lasting == cudaSuccess && operation.body) operation.body();
  operation.end = device_time_;
  operation.body = {};
  log.push_back(std::move(operation));
}

double Device::read_timer() {
  device_time_ += model.timer_read;
  while (device_time_ > host_time_ && ends_.size() >= wanted_) {
    host_turn_.release();
    device_turn_.acquire();
  }
  return std::floor(device_time_ / model.timer_step) * model.timer_step;
}

}  // namespace warpmark::fake_cuda
