#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_loops.h"
#include "kernels/cpu_workload.h"

namespace warpmark {
namespace {

template <class T>
class ReduceCpu : public CpuWorkload {
 public:
  ReduceCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "sum", {1}), n_(point.params["n"]) {}

  void run() override {
    const T* x = input<T>(0);
    *output<T>() = sum_all<T>(n_, threads_, [x](auto at) { return at(x); });
  }

 private:
  std::string implementation() const override { return std::string("OpenMP, ") + kLevel; }

  const Index n_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<ReduceCpu<decltype(element)>>(point, context);
  });
}

}  // namespace

void reduce_cpu(Factories& factories) { factories["reduce.openmp"] = make; }

}  // namespace warpmark
