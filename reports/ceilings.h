#pragma once

#include "harness/environment.h"
#include "harness/limit.h"
#include "harness/result.h"
#include "harness/spec.h"

#include <map>
#include <string>

namespace warpmark {

/// Is the row a canary's (kernels/ceilings)?
bool is_canary(const Result& row);

/// What one device was measured to reach, by its best canaries so far: machines have slow phases,
/// and what was reached once is no longer impossible.
class DeviceCeilings {
 public:
  /// Learns from a canary's row; of those that are not ok only that there is no ceiling.
  void learn(const Result& canary);

  Result::Number memory() const { return memory_; }  // bytes per second beyond the caches
  Result::Number cache() const { return cache_; }    // the same from a cache (docs/method.md)
  /// Operations per second in a dtype, on whatever is fastest: empty also where one of its canaries
  /// was never measured, since that might be the fastest.
  Result::Number flops(const std::string& dtype) const;
  std::map<std::string, double> all_flops() const;

 private:
  Result::Number memory_, cache_;
  std::map<std::string, std::map<Limit, Result::Number>> flops_;  // by dtype
};

/// Gives rows their fraction of what their device was measured to reach, and of what its maker
/// says, as rows arrive: the canaries come first. docs/method.md, Ceilings, has the formulae.
class Ceilings {
 public:
  explicit Ceilings(const Environment& environment) : environment_(environment) {}

  /// From a canary's row.
  void learn(const Result& canary);

  /// Learns from a canary; fills in the columns …_ceiling_pct of any other row that has a time, and
  /// …_peak_pct of both. A row that contradicts the ceiling fails and loses its time.
  void apply(Result& row, const BenchmarkSpec& spec);

  /// Why a cold row beyond the caches cannot be true: it claims more than 1.05 of a ceiling. Empty
  /// where it can, as FLOP/s can where the spec says that operations may be saved.
  std::string contradiction(const Result& row, const BenchmarkSpec& spec) const;

 private:
  const DeviceCeilings* find(const Result& row) const;
  const DeviceInfo* gpu(const Result& row) const;
  double cache_bytes(const Result& row) const;
  void fill_ceilings(Result& row) const;
  void fill_peaks(Result& row) const;

  Environment environment_;
  std::map<std::string, DeviceCeilings> devices_;  // by kind, number and CPU threads
};

}  // namespace warpmark
