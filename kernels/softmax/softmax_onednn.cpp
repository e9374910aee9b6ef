#include "harness/module.h"
#include "kernels/onednn.h"

#include <dnnl.hpp>

namespace warpmark {
namespace {

class SoftmaxOnednn : public OnednnWorkload {
 public:
  SoftmaxOnednn(const Point& point, const Context& context)
      : OnednnWorkload(point, context, "y", {point.params["rows"], point.params["cols"]}) {
    constexpr int kAlongColumns = 1;
    const Shape shape{point.params["rows"], point.params["cols"]};
    const dnnl::memory x = array(shape, input(0)), y = array(shape, output());
    const dnnl::softmax_forward::primitive_desc description(
        engine(), dnnl::prop_kind::forward_inference, dnnl::algorithm::softmax_accurate,
        x.get_desc(), y.get_desc(), kAlongColumns);
    prepare(description, dnnl::softmax_forward(description),
            {{DNNL_ARG_SRC, x}, {DNNL_ARG_DST, y}});
  }
};

}  // namespace

void softmax_onednn(Factories& factories) {
  factories["softmax.onednn"] = onednn_factory([](const Point& point, Context& context) {
    return std::make_unique<SoftmaxOnednn>(point, context);
  });
}

}  // namespace warpmark
