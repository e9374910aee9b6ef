#include "kernels/stream/stream.h"

#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/openblas.h"

#include <cblas.h>

namespace warpmark {
namespace {

void copy(int n, const double* x, double* y) { cblas_dcopy(n, x, 1, y, 1); }
void copy(int n, const float* x, float* y) { cblas_scopy(n, x, 1, y, 1); }
double dot(int n, const double* x, const double* y) { return cblas_ddot(n, x, 1, y, 1); }
float dot(int n, const float* x, const float* y) { return cblas_sdot(n, x, 1, y, 1); }

template <class T>
class StreamOpenblas : public CpuWorkload {
 public:
  StreamOpenblas(const Point& point, const Context& context)
      : CpuWorkload(point, context, std::string(stream_loop(point.params).destination),
                    stream_shape(point.params)),
        library_(start_openblas(threads_)),
        op_(stream_loop(point.params).op),
        n_(static_cast<int>(point.params["n"])) {}

  void run() override {
    if (op_ == StreamOp::copy) {
      copy(n_, input<T>(0), output<T>());
    } else {
      *output<T>() = dot(n_, input<T>(0), input<T>(1));
    }
  }

 private:
  std::string implementation() const override { return library_; }

  const std::string library_;
  const StreamOp op_;
  const int n_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<StreamOpenblas<decltype(element)>>(point, context);
  });
}

}  // namespace

void stream_openblas(Factories& factories) { factories["stream.openblas"] = make; }

}  // namespace warpmark
