#pragma once

#include "harness/cuda/cublas.h"
#include "harness/dtype.h"
#include "harness/index.h"

#include <cublasLt.h>

#include <string>
#include <vector>

namespace warpmark {

/// How operands are stored, and what they are multiplied and summed in. fp32 is strict: TF32 only
/// where it was asked for. 16-bit operands are summed in fp32 throughout.
struct CublasArithmetic {
  cudaDataType_t storage;
  cublasComputeType_t compute;
  cudaDataType_t scale;
};

/// Throws Unsupported for a dtype that cuBLAS does not multiply.
CublasArithmetic cublas_arithmetic(DType dtype);

using LtHandle = Handle<cublasLtHandle_t, cublasLtDestroy>;
using LtProduct = Handle<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy>;
using LtLayout = Handle<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;

LtHandle make_lt_handle();
LtProduct make_lt_product(const CublasArithmetic& types);

/// A row-major matrix as cuBLAS, which counts columns first, sees it: (cols, rows).
LtLayout make_lt_layout(cudaDataType_t type, Index rows, Index cols);

/// c = a·b, or of the transposes that `product` asks for.
struct LtOperands {
  cublasLtMatmulDesc_t product;
  cublasLtMatrixLayout_t a, b, c;
};

/// How many algorithms to list, and which.
struct LtSearch {
  int most = 1;
  std::size_t workspace_bytes = 0;
  bool deterministic = false;  // partial sums never meet in the result itself
};

/// What cuBLAS thinks are the fastest, the best first; partial sums are never narrower than fp32.
/// Throws Unsupported where there is none.
std::vector<cublasLtMatmulHeuristicResult_t> find_lt_algorithms(cublasLtHandle_t handle,
                                                                const LtOperands& operands,
                                                                const LtSearch& search);

/// All that tells it from the others: "algorithm=66 tile=15 stages=8 cluster=2 split_k=1 …", the
/// numbers of cublasLt.h.
std::string describe(const cublasLtMatmulAlgo_t& algorithm);

}  // namespace warpmark
