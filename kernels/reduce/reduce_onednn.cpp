#include "harness/module.h"
#include "kernels/onednn.h"

#include <dnnl.hpp>

namespace warpmark {
namespace {

class ReduceOnednn : public OnednnWorkload {
 public:
  ReduceOnednn(const Point& point, const Context& context)
      : OnednnWorkload(point, context, "sum", {1}) {
    const dnnl::memory x = array({point.params["n"]}, input(0)), sum = array({1}, output());
    const dnnl::reduction::primitive_desc description(engine(), dnnl::algorithm::reduction_sum,
                                                      x.get_desc(), sum.get_desc(), 0, 0);
    prepare(description, dnnl::reduction(description), {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, sum}});
  }
};

}  // namespace

void reduce_onednn(Factories& factories) {
  factories["reduce.onednn"] = onednn_factory([](const Point& point, Context& context) {
    return std::make_unique<ReduceOnednn>(point, context);
  });
}

}  // namespace warpmark
