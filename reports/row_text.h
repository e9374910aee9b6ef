#pragma once

#include "harness/result.h"
#include "reports/ceilings.h"
#include "reports/format.h"

#include <string>

// What a person reads of a row.
namespace warpmark {

/// The median with its interval, in seconds. Requires: the row has a median.
Estimate median_of(const Result& row);

/// The part of the case_id that all variants at a point share: "dtype=fp32.m=64.n=64.k=8".
std::string point_of(const Result& row);

/// The same to read: "  dtype=fp32  m=n=64  k=8". Multiples of 2^20 as --axis takes them: "n=32M".
std::string point_text(const Result& row);

/// "17.2 GFLOP, 50.3 MB".
std::string work_text(const Result& row);

/// "cpu, 16 threads", "gpu 0".
std::string device_text(const Result& row);

/// Arithmetic ("8.90 TFLOP/s") or traffic ("312 GB/s"), whichever limits: above 2 FLOP a byte it is
/// not the memory. Requires: the row has a median.
std::string rate_text(const Result& row);

/// "epoch 10, images_per_s 14963, loss 0.0312": what the row counts, by the names of its columns.
std::string counters_text(const Result& row);

/// "   93 %": how close to what the device was measured to reach, in arithmetic or in traffic,
/// whichever is closer. Empty where neither is known.
std::string ceiling_text(const Result& row);

/// "58.1 GB/s from memory, 230 GB/s from caches, fp32 235 GFLOP/s". Empty where nothing was
/// measured.
std::string ceilings_text(const DeviceCeilings& ceilings);

/// What a speed-up's text says of the CPU's row: little, since every one of a run is remembered.
struct CpuRow {
  std::string variant, dtype, timing;
  Estimate median;  // in seconds
};

/// "gpu/cublas is 41.2x (40.8–41.7) faster than cpu/openblas: 1.93 ms against 79.5 ms, cold, data
/// resident". `cpu`: the row that `gpu` names as its baseline.
std::string speedup_text(const Result& gpu, const CpuRow& cpu);

}  // namespace warpmark
