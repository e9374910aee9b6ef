#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/openblas.h"

#include <cblas.h>

namespace warpmark {
namespace {

void multiply(int m, int n, int k, const double* a, const double* b, double* c) {
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
}
void multiply(int m, int n, int k, const float* a, const float* b, float* c) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1, a, k, b, n, 0, c, n);
}

template <class T>
class GemmOpenblas : public CpuWorkload {
 public:
  GemmOpenblas(const Point& point, const Context& context)
      : CpuWorkload(point, context, "c", {point.params["m"], point.params["n"]}),
        library_(start_openblas(threads_)),
        m_(static_cast<int>(point.params["m"])),
        n_(static_cast<int>(point.params["n"])),
        k_(static_cast<int>(point.params["k"])) {}

  void run() override { multiply(m_, n_, k_, input<T>(0), input<T>(1), output<T>()); }

 private:
  std::string implementation() const override { return library_; }

  const std::string library_;
  const int m_, n_, k_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<GemmOpenblas<decltype(element)>>(point, context);
  });
}

}  // namespace

void gemm_openblas(Factories& factories) { factories["gemm.openblas"] = make; }

}  // namespace warpmark
