#pragma once

#include "harness/device.h"
#include "harness/output.h"
#include "harness/queue.h"
#include "harness/ranks.h"
#include "harness/timing.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace warpmark {

class Annotations;

/// How a case is being run; a workload needs it only to know what to allocate.
struct Mode {
  Timing timing = Timing::cold;  // e2e: host staging is needed
  bool profiled = false;
  bool heuristics = false;  // libraries choose their algorithms by rules, not by timing them
};

/// What a workload is given: where to run and with what.
struct Context {
  Device device;
  Queue& queue;
  Ranks& ranks;
  int threads = 1;  // CPU threads to use
  Mode mode;
  std::uint64_t seed = 0;
  std::filesystem::path checkpoint =
      {};                            // where to keep what a repetition achieves; empty: nowhere
  std::filesystem::path plans = {};  // where to keep what libraries chose; empty: nowhere
  const Annotations* annotations = nullptr;  // for ranges within a repetition; null: none
};

struct Traits {
  bool repeatable = true;     // run() may follow run() without reset()
  bool synchronises = false;  // run() waits for the device inside
  bool capturable = true;     // run() may be captured into a graph
  bool single = false;        // timed in batches it would hide what is asked for: its latency
  long most = 0;              // repetitions after reset(); 0: any number
};

struct Sample;

/// What a workload says of itself, untimed.
struct Counters {
  std::string implementation;  // what was really used: algorithm, engine, instruction set
  std::map<std::string, double> values =
      {};  // the spec's counters by name, unit as the name's suffix
};

/// One variant at one point. Owns its memory, pinned staging included. A workload never times
/// itself: flushing, events, graphs and clocks are the stopwatch's. No allocation and no host
/// synchronisation in upload, run, download unless traits() says so.
class Workload {
 public:
  virtual ~Workload() = default;
  virtual Traits traits() const { return {}; }
  /// Enqueues: host inputs to where run() reads them.
  virtual void upload() {}
  /// Enqueues one repetition on the context's queue.
  virtual void run() = 0;
  /// Enqueues: the result to host staging.
  virtual void download() {}
  /// Untimed: as freshly made. Required where a repetition changes its own inputs or state.
  virtual void reset() {}
  /// Instead of a repetition that takes long or leaves nothing to compare: on the same path,
  /// enqueues what outputs() are verified by, or a piece of work that warms the device up.
  virtual void rehearse() { run(); }
  virtual void warm_up() { run(); }
  /// Where the result lies; in e2e mode, the host staging that download() fills.
  virtual Outputs outputs() = 0;
  /// Untimed, after each sample: what the spec's counters say of it alone.
  virtual void annotate(Sample& sample) { static_cast<void>(sample); }
  /// Untimed, after the last sample.
  virtual Counters observe() { return {}; }
};

}  // namespace warpmark
