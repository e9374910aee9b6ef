#include "harness/module.h"
#include "kernels/onednn.h"

#include <dnnl.hpp>

namespace warpmark {
namespace {

class GemmOnednn : public OnednnWorkload {
 public:
  GemmOnednn(const Point& point, const Context& context)
      : OnednnWorkload(point, context, "c", {point.params["m"], point.params["n"]}) {
    const Index m = point.params["m"], n = point.params["n"], k = point.params["k"];
    const dnnl::memory a = array({m, k}, input(0)), b = array({k, n}, input(1));
    const dnnl::memory c = array({m, n}, output());
    const dnnl::matmul::primitive_desc description(engine(), a.get_desc(), b.get_desc(),
                                                   c.get_desc());
    prepare(description, dnnl::matmul(description),
            {{DNNL_ARG_SRC, a}, {DNNL_ARG_WEIGHTS, b}, {DNNL_ARG_DST, c}});
  }
};

}  // namespace

void gemm_onednn(Factories& factories) {
  factories["gemm.onednn"] = onednn_factory([](const Point& point, Context& context) {
    return std::make_unique<GemmOnednn>(point, context);
  });
}

}  // namespace warpmark
