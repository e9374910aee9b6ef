#include "harness/module.h"
#include "kernels/onednn.h"

#include <dnnl.hpp>

namespace warpmark {
namespace {

class TransposeOnednn : public OnednnWorkload {
 public:
  TransposeOnednn(const Point& point, const Context& context)
      : OnednnWorkload(point, context, "y", {point.params["cols"], point.params["rows"]}) {
    const Index rows = point.params["rows"], cols = point.params["cols"];
    const dnnl::memory x = array({rows, cols}, input(0));
    // The same matrix with its columns contiguous.
    const dnnl::memory y({{rows, cols}, dnnl::memory::data_type::f32, {1, rows}}, engine(),
                         output());
    const dnnl::reorder::primitive_desc description(engine(), x.get_desc(), engine(), y.get_desc());
    prepare(description, dnnl::reorder(description), {{DNNL_ARG_FROM, x}, {DNNL_ARG_TO, y}});
  }
};

}  // namespace

void transpose_onednn(Factories& factories) {
  factories["transpose.onednn"] = onednn_factory([](const Point& point, Context& context) {
    return std::make_unique<TransposeOnednn>(point, context);
  });
}

}  // namespace warpmark
