#pragma once

#include "harness/input.h"
#include "harness/params.h"
#include "harness/verify.h"
#include "harness/work.h"
#include "harness/workload.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Makes a workload. Throws Unsupported("why") only for what depends on this machine.
using Factory = std::function<std::unique_ptr<Workload>(const Point&, Context&)>;

/// Bytes a workload needs at most, known before anything is allocated.
struct Footprint {
  double host_bytes = 0;
  double device_bytes = 0;     // operands and results: with transfers, as much again on the host
  double workspace_bytes = 0;  // on the device besides
};

/// One way to compute a benchmark. All but `make` are static facts, so that listing needs no
/// device and nothing is allocated for a case that cannot fit.
struct Variant {
  std::string name;  // "cublas"
  DeviceKind device = DeviceKind::cpu;
  std::string module;  // "cublas": libwarpmark_cublas.so hands over the factory "gemm.cublas"
  std::vector<Timing> timings;
  std::function<bool(const Params&)> supports;  // is there such a case at all
  std::function<Footprint(const Params&)> footprint;
  Factory make = {};  // set only where the spec itself comes from a module
};

/// How often a case is sampled: until the median is known well enough, or exactly `exactly` times.
struct Sampling {
  int exactly = 0;      // 0: adaptive
  double warmup_s = 0;  // at least, where it is exactly; 0: one repetition
  /// Seconds that no case takes that does not hang, all its steps together, on the slowest machine
  /// it is meant for; where it is adaptive, beyond max_time_s. 0: five minutes beyond max_time_s.
  double timeout_s = 0;
};

/// A row of the catalog: one operation with a mathematical definition.
struct BenchmarkSpec {
  std::string name, summary;
  std::string suite = "kernels";  // that has all its cases
  int version = 1;                // raised by hand when the meaning changes: part of the case hash
  std::vector<Axis> axes;         // `dtype` first; the timing axis is every case's and not here
  std::vector<Params> check_points;  // small and odd points without dtype: all elements compared
  std::function<Work(const Params&)> work;
  std::function<Work(const Params&)> epoch_work = {};       // where the timing is epoch
  std::function<std::vector<Input>(const Params&)> inputs;  // their seed is set by the harness
  DataFiles data = {};
  std::vector<Expected> verify;  // one per output
  std::function<Sampling(const Params&, Timing)> sampling = adaptive;
  std::vector<Variant> variants;
  /// Names of what annotate() and observe() may report, with unit suffix.
  std::vector<std::string> counters = {};
  /// A variant may need fewer operations than `work` says (Winograd's convolution, one by FFT):
  /// more FLOP/s than the ceiling are then no mistake.
  bool may_save_flops = false;

  static Sampling adaptive(const Params&, Timing) { return {}; }
};

/// A part of the catalog: one benchmark with some axes set and, where given, only these devices,
/// variants and timings.
struct Selection {
  std::string benchmark;
  std::vector<Axis> axes = {};
  std::vector<Timing> timings = {};
  std::vector<DeviceKind> devices = {};
  std::vector<std::string> variants = {};
};

/// A named selection of cases.
struct Suite {
  std::string name, summary;
  std::vector<Selection> selections;
  double max_time_s = 10;  // default cap on a case's sampling
};

}  // namespace warpmark
