#include "kernels/gemm/gemm.h"

#include "harness/cuda/cublas.h"
#include "harness/cuda/workload.h"
#include "harness/cuda/workspace.h"
#include "harness/error.h"
#include "harness/module.h"

#include <cublasLt.h>
#include <fmt/format.h>

// cuBLAS counts columns first: to it our row-major (m, k) is a (k, m). So it is asked for the
// transposed product, c' = b' a', in which b comes first and m and n change places.
namespace warpmark {
namespace {

/// How operands are stored, and what they are multiplied and summed in. fp32 is strict: TF32 only
/// where it was asked for. 16-bit operands are summed in fp32 throughout.
struct Arithmetic {
  cudaDataType_t storage;
  cublasComputeType_t compute;
  cudaDataType_t scale;
};

Arithmetic arithmetic(DType dtype) {
  switch (dtype) {
    case DType::fp64: return {CUDA_R_64F, CUBLAS_COMPUTE_64F, CUDA_R_64F};
    case DType::fp32: return {CUDA_R_32F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DType::tf32: return {CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32, CUDA_R_32F};
    case DType::bf16: return {CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DType::fp16: return {CUDA_R_16F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    default: throw Unsupported("no cuBLAS type for " + std::string(name(dtype)));
  }
}

/// 1 or 0 in the type that the sums are scaled in.
class Factor {
 public:
  Factor(cudaDataType_t type, double value)
      : wide_(type == CUDA_R_64F), double_(value), float_(static_cast<float>(value)) {}
  const void* address() const {
    return wide_ ? static_cast<const void*>(&double_) : static_cast<const void*>(&float_);
  }

 private:
  bool wide_;
  double double_;
  float float_;
};

/// What both interfaces share: c = a times b.
class VendorGemm : public CudaWorkload {
 public:
  VendorGemm(const Point& point, Context& context)
      : CudaWorkload(point, context,
                     {{"c", point.dtype(), {point.params["m"], point.params["n"]}}}),
        m_(point.params["m"]),
        n_(point.params["n"]),
        k_(point.params["k"]),
        types_(arithmetic(point.dtype())),
        one_(types_.scale, 1),
        zero_(types_.scale, 0) {}

 protected:
  const Index m_, n_, k_;
  const Arithmetic types_;
  const Factor one_, zero_;
};

class GemmCublas : public VendorGemm {
 public:
  GemmCublas(const Point& point, Context& context) : VendorGemm(point, context), cublas_(queue()) {
    // Partial sums of 16-bit products stay in fp32 where k is split.
    const auto mode = static_cast<cublasMath_t>(CUBLAS_DEFAULT_MATH |
                                                CUBLAS_MATH_DISALLOW_REDUCED_PRECISION_REDUCTION);
    WARPMARK_CUBLAS_CHECK(cublasSetMathMode(cublas_.get(), mode));
  }

  void run() override {
    WARPMARK_CUBLAS_CHECK(cublasGemmEx_64(
        cublas_.get(), CUBLAS_OP_N, CUBLAS_OP_N, n_, m_, k_, one_.address(), input<void>("b"),
        types_.storage, n_, input<void>("a"), types_.storage, k_, zero_.address(),
        result<void>("c"), types_.storage, n_, types_.compute, CUBLAS_GEMM_DEFAULT));
  }

  Counters observe() override { return {.implementation = Cublas::version() + " GemmEx"}; }

 private:
  Cublas cublas_;
};

using LtHandle = Handle<cublasLtHandle_t, cublasLtDestroy>;
using LtProduct = Handle<cublasLtMatmulDesc_t, cublasLtMatmulDescDestroy>;
using LtLayout = Handle<cublasLtMatrixLayout_t, cublasLtMatrixLayoutDestroy>;
using LtPreference = Handle<cublasLtMatmulPreference_t, cublasLtMatmulPreferenceDestroy>;

LtHandle make_handle() {
  cublasLtHandle_t handle = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtCreate(&handle));
  return LtHandle(handle);
}

LtProduct make_product(const Arithmetic& types) {
  cublasLtMatmulDesc_t product = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulDescCreate(&product, types.compute, types.scale));
  return LtProduct(product);
}

/// A row-major matrix, as cuBLAS sees it.
LtLayout make_layout(cudaDataType_t type, Index rows, Index cols) {
  cublasLtMatrixLayout_t layout = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatrixLayoutCreate(&layout, type, static_cast<std::uint64_t>(cols),
                                                   static_cast<std::uint64_t>(rows), cols));
  return LtLayout(layout);
}

/// At most so much workspace; partial sums in fp32, as for GemmCublas.
LtPreference make_preference(std::size_t workspace_bytes) {
  cublasLtMatmulPreference_t preference = nullptr;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceCreate(&preference));
  LtPreference owned(preference);
  const std::uint64_t bytes = workspace_bytes;
  const std::uint32_t schemes =
      CUBLASLT_REDUCTION_SCHEME_INPLACE | CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceSetAttribute(
      preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &bytes, sizeof(bytes)));
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulPreferenceSetAttribute(
      preference, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, &schemes, sizeof(schemes)));
  return owned;
}

/// A property of an algorithm; its numbers are those of cublasLt.h.
int config(const cublasLtMatmulAlgo_t& algorithm, cublasLtMatmulAlgoConfigAttributes_t which) {
  std::uint32_t value = 0;
  std::size_t written = 0;
  const bool narrow = which == CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID ||
                      which == CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID;
  WARPMARK_CUBLAS_CHECK(cublasLtMatmulAlgoConfigGetAttribute(
      &algorithm, which, &value, narrow ? sizeof(std::uint16_t) : sizeof(value), &written));
  return static_cast<int>(value);
}

class GemmCublasLt : public VendorGemm {
 public:
  GemmCublasLt(const Point& point, Context& context)
      : VendorGemm(point, context),
        workspace_(queue(), kCublasLtWorkspace),
        handle_(make_handle()),
        product_(make_product(types_)),
        a_(make_layout(types_.storage, m_, k_)),
        b_(make_layout(types_.storage, k_, n_)),
        c_(make_layout(types_.storage, m_, n_)),
        algorithm_(choose()) {}

  void run() override {
    WARPMARK_CUBLAS_CHECK(cublasLtMatmul(
        handle_.get(), product_.get(), one_.address(), input<void>("b"), b_.get(), input<void>("a"),
        a_.get(), zero_.address(), result<void>("c"), c_.get(), result<void>("c"), c_.get(),
        &algorithm_, workspace_.data(), workspace_.bytes(), queue().stream()));
  }

  Counters observe() override {
    const auto get = [&](auto which) { return config(algorithm_, which); };
    return {.implementation = fmt::format(
                "{} Lt algorithm={} tile={} stages={} cluster={} split_k={}", Cublas::version(),
                get(CUBLASLT_ALGO_CONFIG_ID), get(CUBLASLT_ALGO_CONFIG_TILE_ID),
                get(CUBLASLT_ALGO_CONFIG_STAGES_ID), get(CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID),
                get(CUBLASLT_ALGO_CONFIG_SPLITK_NUM))};
  }

 private:
  /// The algorithm that cuBLAS thinks is the fastest.
  cublasLtMatmulAlgo_t choose() const {
    const LtPreference preference = make_preference(workspace_.bytes());
    cublasLtMatmulHeuristicResult_t best{};
    int found = 0;
    const cublasStatus_t status =
        cublasLtMatmulAlgoGetHeuristic(handle_.get(), product_.get(), b_.get(), a_.get(), c_.get(),
                                       c_.get(), preference.get(), 1, &best, &found);
    if (status == CUBLAS_STATUS_NOT_SUPPORTED || (status == CUBLAS_STATUS_SUCCESS && found == 0)) {
      throw Unsupported("cuBLASLt has no algorithm for this product");
    }
    WARPMARK_CUBLAS_CHECK(status);
    return best.algo;
  }

  DeviceBuffer workspace_;
  LtHandle handle_;
  LtProduct product_;
  LtLayout a_, b_, c_;
  cublasLtMatmulAlgo_t algorithm_;
};

}  // namespace

void gemm_cublas(Factories& factories) {
  factories["gemm.cublas"] = [](const Point& point, Context& context) {
    return std::make_unique<GemmCublas>(point, context);
  };
  factories["gemm.cublaslt"] = [](const Point& point, Context& context) {
    return std::make_unique<GemmCublasLt>(point, context);
  };
}

}  // namespace warpmark
