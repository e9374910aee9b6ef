#pragma once

#include "harness/device.h"
#include "harness/queue.h"
#include "harness/sensor.h"
#include "harness/stopwatch.h"
#include "harness/timing.h"

#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Facts about a GPU. Zero or empty: not known.
struct DeviceInfo {
  int ordinal = 0;
  std::string name, uuid, compute_capability;
  std::string driver_version, cuda_version;
  int multiprocessors = 0;
  double memory_bytes = 0, free_bytes = 0, l2_bytes = 0;
  double sm_clock_hz = 0, mem_clock_hz = 0;  // the highest it can run at
  double memory_bus_bits = 0;
  double power_limit_w = 0;
  std::string ecc, mig, persistence;  // "on", "off" or empty
  std::string pci_bus_id;

  // Its state when it was asked, before this program used it.
  int other_processes = -1;    // that hold a context there; below zero: not known
  double busy_pct = -1;        // of the last second or so, in which kernels ran; the same
  double sm_clock_now_hz = 0;  // it falls at rest, unless it is locked
  int pcie_width = 0, max_pcie_width = 0;            // lanes in use, lanes that the card has
  int pcie_generation = 0, max_pcie_generation = 0;  // that slot and card share, the card's own
};

/// What a kind of device brings with it: what is there, queues and stopwatches. The CPU's is in
/// the harness, the GPU's comes with the module `cuda`.
class Platform {
 public:
  virtual ~Platform() = default;
  /// The devices of this machine; empty where there is none, never an error.
  virtual std::vector<DeviceInfo> devices() = 0;
  /// Why devices() is empty: "no CUDA driver", …
  virtual std::string absence() const { return {}; }
  /// Bytes of a device's memory that are free now.
  virtual double free_bytes(int ordinal) = 0;
  virtual std::unique_ptr<Queue> make_queue(int ordinal) = 0;
  /// Profiled: one repetition a sample, with nothing before it that hides its launch. What flushes
  /// caches is allocated here, and is no part of a workload's memory. Throws Unsupported where the
  /// platform has no such timing.
  virtual std::unique_ptr<Stopwatch> make_stopwatch(Timing timing, Queue& queue,
                                                    bool profiled = false) = 0;
  /// Tells an attached profiler that what follows is, or no longer is, what it is there for.
  virtual void capture(bool on) { static_cast<void>(on); }
  /// What tells the state of a device; null where nothing does. Lives as long as the platform.
  virtual Sensor* sensor(int ordinal) {
    static_cast<void>(ordinal);
    return nullptr;
  }
  /// Largest number of bytes in use on the device since the last reset, without what flushes its
  /// caches; 0: not known.
  virtual double peak_memory_bytes(Queue& queue) = 0;
  virtual void reset_peak_memory(Queue& queue) = 0;
};

/// The CPU: cold reads max(4 × last-level cache, 256 MiB) with all threads before each sample,
/// hot batches until the clock resolves it, step too, e2e is cold around upload, run and download,
/// epoch is one repetition after another.
std::unique_ptr<Platform> make_cpu_platform(int threads);

}  // namespace warpmark
