#include "kernels/gemm/gemm.h"

#include "harness/cuda/cublas_lt.h"
#include "harness/cuda/workload.h"
#include "harness/cuda/workspace.h"
#include "harness/module.h"

// cuBLAS counts columns first: to it our row-major (m, k) is a (k, m). So it is asked for the
// transposed product, c' = b' a', in which b comes first and m and n change places.
namespace warpmark {
namespace {

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
        types_(cublas_arithmetic(point.dtype())),
        one_(types_.scale, 1),
        zero_(types_.scale, 0) {}

 protected:
  const Index m_, n_, k_;
  const CublasArithmetic types_;
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

class GemmCublasLt : public VendorGemm {
 public:
  GemmCublasLt(const Point& point, Context& context)
      : VendorGemm(point, context),
        workspace_(queue(), kCublasLtWorkspace),
        handle_(make_lt_handle()),
        product_(make_lt_product(types_)),
        a_(make_lt_layout(types_.storage, m_, k_)),
        b_(make_lt_layout(types_.storage, k_, n_)),
        c_(make_lt_layout(types_.storage, m_, n_)),
        algorithm_(choose()) {}

  void run() override {
    WARPMARK_CUBLAS_CHECK(cublasLtMatmul(
        handle_.get(), product_.get(), one_.address(), input<void>("b"), b_.get(), input<void>("a"),
        a_.get(), zero_.address(), result<void>("c"), c_.get(), result<void>("c"), c_.get(),
        &algorithm_, workspace_.data(), workspace_.bytes(), queue().stream()));
  }

  Counters observe() override {
    return {.implementation = Cublas::version() + " Lt " + describe(algorithm_)};
  }

 private:
  /// The algorithm that cuBLAS thinks is the fastest.
  cublasLtMatmulAlgo_t choose() const {
    return find_lt_algorithms(handle_.get(), {product_.get(), a_.get(), b_.get(), c_.get()},
                              {.workspace_bytes = workspace_.bytes()})
        .front()
        .algo;
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
