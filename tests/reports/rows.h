#pragma once

#include "harness/result.h"

namespace warpmark {

/// A verified row of a gemm at m = n = k = 2048 that takes `median_s` ± 0.5 %.
inline Result gemm_row(const std::string& variant, const std::string& device, double median_s,
                       const std::string& dtype = "fp32", const std::string& timing = "cold") {
  Result row;
  row.run_id = "r1";
  row.benchmark = "gemm";
  row.variant = variant;
  row.device = device;
  row.devices = device == "gpu" ? "0" : "";
  row.dtype = dtype;
  row.timing = timing;
  row.case_id = "gemm." + variant + ".dtype=" + dtype + ".m=2048.n=2048.k=2048.timing=" + timing;
  row.point = {{"m", 2048}, {"n", 2048}, {"k", 2048}};
  row.verified = true;
  row.valid = true;
  row.converged = true;
  row.median_s = median_s;
  row.ci_lo_s = 0.995 * median_s;
  row.ci_hi_s = 1.005 * median_s;
  row.flops = 2.0 * 2048 * 2048 * 2048;
  row.bytes = 3.0 * 2048 * 2048 * 4;
  row.threads = 16;
  return row;
}

/// A canary's row whose samples all took a second, in which it moved or computed so much.
inline Result canary_row(const std::string& limit, double work, const std::string& dtype = "fp32",
                         const std::string& device = "cpu") {
  Result row = gemm_row(device == "cpu" ? "openmp" : "cuda", device, 1, dtype, "hot");
  row.suite = row.benchmark = "ceilings";
  row.case_id =
      "ceilings." + row.variant + ".dtype=" + dtype + ".limit=" + limit + ".n=1024.timing=hot";
  row.point = {{"limit", limit}, {"n", 1024}};
  row.min_s = 1;
  row.bytes = row.flops = row.bytes_per_s = row.flops_per_s = work;
  return row;
}

}  // namespace warpmark
