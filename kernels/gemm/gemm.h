#pragma once

#include "harness/spec.h"

// c[i, j] = sum over l < k of a[i, l] * b[l, j]   for i < m, j < n
//
// a: (m, k); b: (k, n); c: (m, n), all row-major and of the same dtype. tf32 is stored as fp32, its
// inputs rounded to TF32; tf32, bf16 and fp16 are summed in fp32. Work: 2 m n k operations; a and b
// read, c written once.
//
// On a GPU the variants are a ladder that shows where the speed comes from: cuda_naive, an element
// a thread; cuda_tiled, what is read from memory once is used often; cuda_tensor, tensor cores, fed
// by copies in the background; cublas, the vendor's own choice; cublaslt, the fastest of those that
// the vendor would choose first (harness/cuda/engine_choice.h).
namespace warpmark {

BenchmarkSpec gemm_spec();

}  // namespace warpmark
