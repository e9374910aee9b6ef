#pragma once

namespace warpmark {

/// Bytes of device memory that a workload sets aside for a library: part of its footprint. The
/// first is what cuBLAS recommends for Hopper (cublasSetWorkspace, cuBLAS Library User Guide).
inline constexpr int kCublasWorkspace = 32 << 20, kCublasLtWorkspace = 64 << 20;

}  // namespace warpmark
