#include "models/backends/cuda/products.h"

#include "harness/cuda/cublas.h"
#include "harness/cuda/cublas_lt.h"
#include "harness/cuda/workspace.h"
#include "harness/error.h"

namespace warpmark::nn {
namespace {

constexpr std::size_t kLargestWorkspace = 8 << 20;

template <class T>
void set(const LtProduct& product, cublasLtMatmulDescAttributes_t attribute, const T& value) {
  WARPMARK_CUBLAS_CHECK(
      cublasLtMatmulDescSetAttribute(product.get(), attribute, &value, sizeof(value)));
}

cublasOperation_t operation(bool transpose) { return transpose ? CUBLAS_OP_T : CUBLAS_OP_N; }

/// A product in cuBLAS's terms: the transposed one, in which b comes first.
class LtMatmul {
 public:
  LtMatmul(const Product& product, const CublasArithmetic& types, cublasLtHandle_t handle)
      : product_(product),
        handle_(handle),
        description_(make_lt_product(types)),
        a_(stored(types, product.transpose_a, product.m, product.k)),
        b_(stored(types, product.transpose_b, product.k, product.n)),
        d_(make_lt_layout(types.storage, product.m, product.n)) {
    set(description_, CUBLASLT_MATMUL_DESC_TRANSA, operation(product.transpose_b));
    set(description_, CUBLASLT_MATMUL_DESC_TRANSB, operation(product.transpose_a));
    if (product.bias < 0 && !product.relu) return;
    set(description_, CUBLASLT_MATMUL_DESC_EPILOGUE,
        product.bias < 0 ? CUBLASLT_EPILOGUE_RELU
                         : (product.relu ? CUBLASLT_EPILOGUE_RELU_BIAS : CUBLASLT_EPILOGUE_BIAS));
  }

  LtOperands operands() const { return {description_.get(), a_.get(), b_.get(), d_.get()}; }

  /// What the operands are in memory.
  struct Memory {
    const void *a, *b, *bias;
    void* d;
  };

  void run(const cublasLtMatmulHeuristicResult_t& chosen, const Memory& at, void* workspace,
           CudaStream stream) const {
    const float one = 1, zero = 0;
    if (product_.bias >= 0) set(description_, CUBLASLT_MATMUL_DESC_BIAS_POINTER, at.bias);
    WARPMARK_CUBLAS_CHECK(cublasLtMatmul(handle_, description_.get(), &one, at.b, b_.get(), at.a,
                                         a_.get(), &zero, at.d, d_.get(), at.d, d_.get(),
                                         &chosen.algo, workspace, chosen.workspaceSize, stream));
  }

 private:
  static LtLayout stored(const CublasArithmetic& types, bool transposed, Index rows, Index cols) {
    return transposed ? make_lt_layout(types.storage, cols, rows)
                      : make_lt_layout(types.storage, rows, cols);
  }

  Product product_;
  cublasLtHandle_t handle_;
  LtProduct description_;
  LtLayout a_, b_, d_;
};

/// Memory for all operands, holding small numbers of any format.
class Scratch {
 public:
  Scratch(CudaQueue& queue, const Product& p)
      : a_(filled(queue, p, p.m * p.k)),
        b_(filled(queue, p, p.k * p.n)),
        d_(filled(queue, p, p.m * p.n)),
        bias_(filled(queue, p, p.n)),
        workspace_(queue, kLargestWorkspace) {}

  LtMatmul::Memory memory() const { return {a_.data(), b_.data(), bias_.data(), d_.data()}; }
  void* workspace() const { return workspace_.data(); }

 private:
  static DeviceBuffer filled(CudaQueue& queue, const Product& p, Index count) {
    DeviceBuffer memory(queue, bytes(p.storage, count));
    set_bytes(queue, memory.data(), 0x3c, memory.bytes());
    return memory;
  }

  DeviceBuffer a_, b_, d_, bias_, workspace_;
};

}  // namespace

class ProductPlanner::Impl {
 public:
  Impl(DType dtype, bool deterministic, EngineChoice choice)
      : types_(cublas_arithmetic(dtype)),
        deterministic_(deterministic),
        choice_(std::move(choice)),
        key_(std::string(warpmark::name(dtype)) + (deterministic ? " deterministic " : " ")),
        handle_(make_lt_handle()) {}

  VendorKernel plan(const Product& product, CudaQueue& queue) {
    const auto matmul = std::make_shared<const LtMatmul>(product, types_, handle_.get());
    const auto listed = list(product, *matmul);
    const auto number = static_cast<std::size_t>(choose(product, *matmul, listed, queue));
    const cublasLtMatmulHeuristicResult_t chosen = listed.at(number);
    const auto enqueue = [matmul, product, chosen, stream = queue.stream()](const Addresses& at,
                                                                            std::byte* workspace) {
      matmul->run(chosen,
                  {at[product.a], at[product.b], product.bias < 0 ? nullptr : at[product.bias],
                   at[product.d]},
                  workspace, stream);
    };
    return {describe(chosen.algo), chosen.workspaceSize, enqueue};
  }

 private:
  using Results = std::vector<cublasLtMatmulHeuristicResult_t>;

  Results list(const Product& product, const LtMatmul& matmul) const {
    try {
      return find_lt_algorithms(handle_.get(), matmul.operands(),
                                {EngineChoice::kCandidates, kLargestWorkspace, deterministic_});
    } catch (const Unsupported& e) {
      throw Unsupported(product.key() + ": " + e.what());
    }
  }

  int choose(const Product& product, const LtMatmul& matmul, const Results& listed,
             CudaQueue& queue) {
    const std::string key = key_ + product.key();
    const int known = choice_.known(queue, key);
    if (known >= 0) return known;
    const Scratch scratch(queue, product);
    const auto at = [&](int i) -> const auto& { return listed[static_cast<std::size_t>(i)]; };
    Candidates candidates{Cublas::version(), key, static_cast<int>(listed.size())};
    candidates.name = [&](int i) { return describe(at(i).algo); };
    candidates.prepare = [](int) { return true; };
    candidates.run = [&](int i) {
      matmul.run(at(i), scratch.memory(), scratch.workspace(), queue.stream());
    };
    return choice_(queue, candidates);
  }

  CublasArithmetic types_;
  bool deterministic_;
  EngineChoice choice_;
  std::string key_;
  LtHandle handle_;
};

ProductPlanner::ProductPlanner(DType dtype, bool deterministic, EngineChoice choice)
    : impl_(std::make_unique<Impl>(dtype, deterministic, std::move(choice))) {}
ProductPlanner::~ProductPlanner() = default;

VendorKernel ProductPlanner::plan(const Product& product, CudaQueue& queue) {
  return impl_->plan(product, queue);
}

}  // namespace warpmark::nn
