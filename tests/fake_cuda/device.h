#pragma once

#include "harness/cuda/queue.h"

#include <cuda_runtime_api.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <semaphore>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

namespace warpmark::fake_cuda {

/// How long things take and how clocks move, in nanoseconds, and what the device has.
struct Model {
  double launch = 2000;            // a launch, to the host
  double call = 300;               // any other call, to the host
  double latency = 1500;           // until an idle device begins what it is given
  double kernel = 1000;            // of one of the project's kernels besides what it waits for
  double thread = 0;               // of each of its threads besides
  double first_launch = 1e5;       // loading a kernel, to the host
  double event_step = 32;          // by which the time of events moves
  double timer_step = 32;          // by which the GPU's clock moves
  double timer_read = 1000;        // reading it
  double sm_hz = 1.5e9;            // of the multiprocessors
  double sm_rise = 0;              // how that is approached from a fifth of it; 0: it is there
  std::size_t queue_depth = 1024;  // operations that may wait
  int devices = 1;
  int multiprocessors = 2;
  int l2_bytes = 4096, persisting_l2_bytes = 0;
  std::size_t memory_bytes = std::size_t{1} << 30;
};

/// Something in a queue.
struct Operation {
  std::string name;  // "kernel", "record", "copy", "set", or what a test calls it
  std::function<void()> body = {};
  std::string code = {};  // what must have been loaded before: empty for none
  unsigned int blocks = 0, threads = 0;
  double submitted = 0;       // the host's time
  double begin = 0, end = 0;  // the device's time, of which both sides have the same zero
};

/// A GPU whose time is computed: operations take as long as they say, one after another, while the
/// host's time goes on by what each of its calls costs. The two take turns, so that a kernel that
/// waits for the host sees what the host writes while it spins. Kernels run on a thread of their
/// own, which stops at the host's present.
class Device {
 public:
  static Device& instance();

  /// As a new process finds it: nothing loaded, logged or broken.
  void restart(const Model& with = {});

  Model model;
  std::vector<Operation> log;         // what has been done, in this order
  std::vector<std::string> host_log;  // calls that allocate, free or reset
  cudaError_t lasting = cudaSuccess;  // from now on, every call fails with it
  cudaError_t last = cudaSuccess;     // of a call that failed, until it is asked for
  std::uint64_t peak_bytes = 0;       // most in use of the pool
  int current = 0;                    // the ordinal that calls without a stream mean

  // The host's side.

  /// Makes a call that takes so long; the device does meanwhile what it can.
  void spend(double nanoseconds);

  /// Puts an operation into the queue. Waits where that is full, or where code must be loaded while
  /// the device works.
  void submit(Operation operation);
  void load(const std::string& code);

  /// Returns when the first `count` operations have been done.
  void wait(std::size_t count);
  void wait() { wait(submitted_); }

  std::size_t submitted() const { return submitted_; }
  double host_time() const { return host_time_; }

  // The device's side: called by bodies.

  void work(double nanoseconds) { device_time_ += nanoseconds; }
  double time() const { return device_time_; }

  /// Reads the GPU's clock. The host catches up first.
  double read_timer();

  /// Runs a part of an operation, and logs it.
  void perform(Operation operation);

 private:
  Device();
  ~Device();

  void let_run(std::size_t wanted);
  void serve();
  bool may_begin() const;

  std::deque<Operation> queue_;
  std::set<std::string> loaded_;
  std::vector<double> ends_;  // of the operations done
  std::size_t submitted_ = 0, wanted_ = 0;
  double host_time_ = 0, device_time_ = 0;
  bool over_ = false;
  std::binary_semaphore device_turn_{0}, host_turn_{0};
  std::thread thread_;  // the last to be made: it uses all of the above
};

/// Enqueues what keeps the device busy for so long and then does `act`; and what breaks the device.
void enqueue_work(CudaQueue& queue, const std::string& name, double nanoseconds,
                  std::function<void()> act = {});
void enqueue_fault(CudaQueue& queue, cudaError_t error);

/// The largest piece of memory that cudaMalloc has allocated.
std::span<std::uint32_t> largest_allocation();

}  // namespace warpmark::fake_cuda
