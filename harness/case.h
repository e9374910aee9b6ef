#pragma once

#include "harness/spec.h"

#include <string>
#include <vector>

namespace warpmark {

/// A benchmark × variant × point × timing on a device. The spec outlives its cases.
struct Case {
  const BenchmarkSpec* spec = nullptr;
  const Variant* variant = nullptr;
  Params params;
  Timing timing = Timing::cold;
  Device device;
  std::string suite;
  double max_time_s = 10;  // of sampling
  double timeout_s = 0;    // of everything, where another process can end it; 0: none
  double warmup_s = 0;     // at least, where the number of samples is given; 0: one repetition
  int threads = 0;         // of the CPU; 0: on a GPU

  /// "gemm.cublas.dtype=bf16.m=4096.n=4096.k=4096.timing=cold". Only letters, digits and . = _ -,
  /// which Nsight's filters do not interpret. No device in it.
  std::string id() const;

  /// "dtype=bf16.m=4096.n=4096.k=4096": what all variants at this point share.
  std::string point_name() const;

  /// Of one repetition.
  Work work() const;

  /// The point with its inputs, seeded.
  Point point(std::uint64_t seed) const;

  /// 16 hex digits after an `h`, over what is measured and not how: benchmark, version, point,
  /// timing, threads, inputs and data set, Work, tolerance, kind of sampling. Never the variant's
  /// code.
  std::string hash() const;
};

/// What of a catalog to measure; empty lists choose everything.
struct CaseFilter {
  std::string regex;       // searched in the case_id
  std::vector<Axis> axes;  // values replaced, wherever a benchmark has the axis
  std::vector<Timing> timings;
  std::vector<Device> devices;  // where GPU and CPU cases run; none: on no device of a kind
  int threads = 0;              // of the CPU's cases
};

/// The cases of a suite, ordered so that all cases of a point follow one another, the CPU's
/// first. `built`: whether a module exists; variants of modules that do not are hidden.
/// Throws UsageError for an axis, value or benchmark unknown, a regular expression that does not
/// compile, or a name with characters that a case_id may not have.
std::vector<Case> select_cases(const std::vector<BenchmarkSpec>& catalog, const Suite& suite,
                               const CaseFilter& filter,
                               const std::function<bool(const std::string&)>& built);

}  // namespace warpmark
