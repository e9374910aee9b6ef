#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/openblas.h"

#include <cblas.h>

namespace warpmark {
namespace {

void transpose(int rows, int cols, const double* x, double* y) {
  cblas_domatcopy(CblasRowMajor, CblasTrans, rows, cols, 1, x, cols, y, rows);
}
void transpose(int rows, int cols, const float* x, float* y) {
  cblas_somatcopy(CblasRowMajor, CblasTrans, rows, cols, 1, x, cols, y, rows);
}

template <class T>
class TransposeOpenblas : public CpuWorkload {
 public:
  TransposeOpenblas(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", {point.params["cols"], point.params["rows"]}),
        library_(start_openblas(threads_)),
        rows_(static_cast<int>(point.params["rows"])),
        cols_(static_cast<int>(point.params["cols"])) {}

  void run() override { transpose(rows_, cols_, input<T>(0), output<T>()); }

 private:
  std::string implementation() const override { return library_; }

  const std::string library_;
  const int rows_, cols_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<TransposeOpenblas<decltype(element)>>(point, context);
  });
}

}  // namespace

void transpose_openblas(Factories& factories) { factories["transpose.openblas"] = make; }

}  // namespace warpmark
