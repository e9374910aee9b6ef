#include "kernels/gemm/gemm.h"

#include "harness/cuda/cublas_lt.h"
#include "harness/cuda/engine_choice.h"
#include "harness/cuda/workload.h"
#include "harness/cuda/workspace.h"
#include "harness/module.h"

#include <fmt/format.h>

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
  GemmCublasLt(const Point& point, Context& context, EngineChoice choice)
      : VendorGemm(point, context),
        workspace_(queue(), kCublasLtWorkspace),
        handle_(make_lt_handle()),
        product_(make_lt_product(types_)),
        a_(make_lt_layout(types_.storage, m_, k_)),
        b_(make_lt_layout(types_.storage, k_, n_)),
        c_(make_lt_layout(types_.storage, m_, n_)),
        how_(choice.how()),
        algorithm_(choose(choice, point.dtype())) {
    // What the choice has computed must not pass for what run() is to compute.
    set_bytes(queue(), result<std::byte>("c"), 0xff,
              static_cast<std::size_t>(m_ * n_) * storage_bytes(point.dtype()));
  }

  void run() override { multiply(algorithm_); }

  Counters observe() override {
    return {.implementation = Cublas::version() + " Lt " + describe(algorithm_) + how_};
  }

 private:
  void multiply(const cublasLtMatmulAlgo_t& algorithm) {
    WARPMARK_CUBLAS_CHECK(cublasLtMatmul(
        handle_.get(), product_.get(), one_.address(), input<void>("b"), b_.get(), input<void>("a"),
        a_.get(), zero_.address(), result<void>("c"), c_.get(), result<void>("c"), c_.get(),
        &algorithm, workspace_.data(), workspace_.bytes(), queue().stream()));
  }

  /// Of the algorithms that cuBLAS thinks are the fastest, the one that is.
  cublasLtMatmulAlgo_t choose(EngineChoice& choice, DType dtype) {
    const auto listed =
        find_lt_algorithms(handle_.get(), {product_.get(), a_.get(), b_.get(), c_.get()},
                           {EngineChoice::kCandidates, workspace_.bytes()});
    const auto at = [&](int i) { return listed.at(static_cast<std::size_t>(i)).algo; };
    return at(choice(queue(), {.library = Cublas::version(),
                               .graph = fmt::format("gemm {} {}x{}x{}", name(dtype), m_, n_, k_),
                               .count = static_cast<int>(listed.size()),
                               .name = [&](int i) { return describe(at(i)); },
                               .prepare = [](int) { return true; },
                               .run = [&](int i) { multiply(at(i)); }}));
  }

  DeviceBuffer workspace_;
  LtHandle handle_;
  LtProduct product_;
  LtLayout a_, b_, c_;
  std::string how_;
  cublasLtMatmulAlgo_t algorithm_;
};

}  // namespace

void gemm_cublas(Factories& factories) {
  factories["gemm.cublas"] = [](const Point& point, Context& context) {
    return std::make_unique<GemmCublas>(point, context);
  };
  factories["gemm.cublaslt"] = [choices = EngineChoices()](const Point& point, Context& context) {
    return std::make_unique<GemmCublasLt>(point, context,
                                          choices(context.mode.heuristics, context.plans));
  };
}

}  // namespace warpmark
