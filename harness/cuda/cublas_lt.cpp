#include "harness/cuda/cublas_lt.h"

#include "harness/error.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

using LtPreference = Handle<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy>;

cudaDataType_t type_of(cublasLtMatrixLayout_t matrix) {
  std::int32_t type = 0;
  std::size_t written = 0;
  WARPMARK_CUBLAS_CHECK(cublasLtMatrixLayoutGetAttribute(matrix, CUBLASLT_MATRIX_LAYOUT_TYPE, &type,
                                                         sizeof(type), &written));
  return static_cast<cudaDataType_t>(type);
}

/// Partial sums that meet in the result are of its type.
bool sums_in_place(cublasLtMatrixLayout_t result, const LtSearch& search) {
  const cudaDataType_t type = type_of(result);
  return !search.deterministic && (type == CUDA_R_32F || type == CUDA_R_64F);
}

LtPreference make_preference(cublasLtMatrixLayout_t result, const LtSearch& search) {
  cublasLtMatmulPreference_t preference = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceCreate(&preference));
  LtPreference owned(preference);
  const std::uint64_t bytes = search.workspace_bytes;
  const std::uint32_t schemes =
      CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE |
      (sums_in_place(result, search) ? CUBLASLT_REDUCTION_SCHEME_INPLACE : 0);
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceSetAttribute(
      preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, sizeof(bytes)));
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceSetAttribute(
      preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, &schemes, sizeof(schemes)));
  return owned;
}

/// A property of an algorithm.
int config(const cublasLtMatmulAlgo_t& algorithm, cublasLtMatmulAlgoConfigAttributes_t which) {
  std::uint32_t value = 0;
  std::size_t written = 0;
  const bool narrow = which == CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID ||
                      which == CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulAlgoConfigGetAttribute(
      &algorithm, which, &value, narrow ? sizeof(std::uint16_t) : sizeof(value), &written));
  return static_cast<int>(value);
}

}  // namespace

CublasArithmetic cublas_arithmetic(DType dtype) {
  switch (dtype) {
    case DType::fp64: return {CUDA_R_64F, CUBLAS_COMPUTE_64F, CUDA_R_64F};
    case DType::fp32: return {CUDA_R_32F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DType::tf32: return {CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32, CUDA_R_32F};
    case DType::bf16: return {CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DType::fp16: return {CUDA_R_16F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    default: throw Unsupported("no cuBLAS type for " + std::string(name(dtype)));
  }
}

LtHandle make_lt_handle() {
  cublasLtHandle_t handle = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtCreate(&handle));
  return LtHandle(handle);
}

LtProduct make_lt_product(const CublasArithmetic& types) {
  cublasLtMatmulDesc_t product = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulDescCreate(&product, types.compute, types.scale));
  return LtProduct(product);
}

LtLayout make_lt_layout(cudaDataType_t type, Index rows, Index cols) {
  cublasLtMatrixLayout_t layout = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatrixLayoutCreate(&layout, type, static_cast<std::uint64_t>(cols),
                                                   static_cast<std::uint64_t>(rows), cols));
  return LtLayout(layout);
}

std::vector<cublasLtMatmulHeuristicResult_t> find_lt_algorithms(cublasLtHandle_t handle,
                                                                const LtOperands& operands,
                                                                const LtSearch& search) {
  const LtPreference preference = make_preference(operands.c, search);
  std::vector<cublasLtMatmulHeuristicResult_t> results(static_cast<std::size_t>(search.most));
  int found = 0;
  // The transposed product, in which b comes first.
  const cublasStatus_t status = cublasLtMatmulAlgoGetHeuristic(
      handle, operands.product, operands.b, operands.a, operands.c, operands.c, preference.get(),
      search.most, results.data(), &found);
  if (status != CUBLAS_STATUS_NOT_SUPPORTED) WARPMARK_CUBLAS_CHECK(status);
  results.resize(static_cast<std::size_t>(found));
  std::erase_if(results, [](const auto& result) { return result.state != CUBLAS_STATUS_SUCCESS; });
  if (results.empty()) throw Unsupported("cuBLASLt has no algorithm for this product");
  return results;
}

std::string describe(const cublasLtMatmulAlgo_t& algorithm) {
  const auto get = [&](auto which) { return config(algorithm, which); };
  return fmt::format(
      "algorithm={} tile={} stages={} cluster={} split_k={} reduction={} swizzle={} option={} "
      "inner={}",
      get(CUBLASLT_ALGO_CONFIG_ID), get(CUBLASLT_ALGO_CONFIG_TILE_ID),
      get(CUBLASLT_ALGO_CONFIG_STAGES_ID), get(CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID),
      get(CUBLASLT_ALGO_CONFIG_SPLITK_NUM), get(CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME),
      get(CUBLASLT_ALGO_CONFIG_CTA_SWIZZLING), get(CUBLASLT_ALGO_CONFIG_CUSTOM_OPTION),
      get(CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID));
}

}  // namespace warpmark
