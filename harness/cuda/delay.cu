#include "harness/cuda/delay.h"

#include "harness/cuda/delay.cuh"

namespace warpmark {
namespace {

using Nanoseconds = unsigned long long;

/// A value in device memory, once all work is done, in seconds.
double seconds_at(CudaQueue& queue, const DeviceBuffer& memory) {
  PinnedBuffer host(sizeof(Nanoseconds));
  copy_to_host(queue, host.data(), memory.data(), sizeof(Nanoseconds));
  queue.wait();
  return 1e-9 * static_cast<double>(*reinterpret_cast<const Nanoseconds*>(host.data()));
}

}  // namespace

Delay::Delay(CudaQueue& queue, double seconds)
    : queue_(queue),
      length_ns_(static_cast<Nanoseconds>(1e9 * seconds + 0.5)),
      total_ns_(queue, sizeof(Nanoseconds)) {
  restart();
}

void Delay::run() {
  launch(queue_, dim3(1), dim3(1), delay_kernel, length_ns_, total_ns_.as<Nanoseconds>());
}

void Delay::restart() { set_bytes(queue_, total_ns_.data(), 0, sizeof(Nanoseconds)); }

double Delay::lasted_s() { return seconds_at(queue_, total_ns_); }

void EmptyKernel::run() { launch(queue_, dim3(1), dim3(1), empty_kernel); }

double global_clock_step(CudaQueue& queue) {
  constexpr int kSteps = 1000;
  const DeviceBuffer step(queue, sizeof(Nanoseconds));
  launch(queue, dim3(1), dim3(1), clock_step_kernel, kSteps, step.as<Nanoseconds>());
  return seconds_at(queue, step);
}

}  // namespace warpmark
