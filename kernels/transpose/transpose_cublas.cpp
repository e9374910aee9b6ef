#include "kernels/transpose/transpose.h"

#include "harness/cuda/cublas.h"
#include "harness/cuda/workload.h"
#include "harness/module.h"

namespace warpmark {
namespace {

/// geam computes op(A) scaled plus op(B) scaled; a B of weight zero is not read. cuBLAS counts
/// columns first: x is its (cols, rows), y its (rows, cols).
class TransposeCublas : public CudaWorkload {
 public:
  TransposeCublas(const Point& point, Context& context)
      : CudaWorkload(point, context,
                     {{"y", point.dtype(), {point.params["cols"], point.params["rows"]}}}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        wide_(point.dtype() == DType::fp64),
        cublas_(queue()) {}

  void run() override {
    if (wide_) {
      geam<double>(cublasDgeam_64);
    } else {
      geam<float>(cublasSgeam_64);
    }
  }

  Counters observe() override { return {.implementation = Cublas::version() + " geam"}; }

 private:
  template <class T, class Function>
  void geam(Function function) {
    const T one = 1, zero = 0;
    T* y = result<T>("y");
    WARPMARK_CUBLAS_CHECK(function(cublas_.get(), CUBLAS_OP_T, CUBLAS_OP_N, rows_, cols_, &one,
                                   input<T>("x"), cols_, &zero, y, rows_, y, rows_));
  }

  Index rows_, cols_;
  bool wide_;
  Cublas cublas_;
};

}  // namespace

void transpose_cublas(Factories& factories) {
  factories["transpose.cublas"] = [](const Point& point, Context& context) {
    return std::make_unique<TransposeCublas>(point, context);
  };
}

}  // namespace warpmark
