#include "models/backends/cpu/onednn/ops.h"

namespace warpmark::nn::cpu {
namespace {

using Forward = dnnl::convolution_forward;
using BackwardData = dnnl::convolution_backward_data;
using BackwardWeights = dnnl::convolution_backward_weights;

constexpr auto kDirect = dnnl::algorithm::convolution_direct;

/// oneDNN's descriptions of one convolution, empty where it has none for the layouts.
class Describer {
 public:
  template <class Op>
  Describer(const Op& op, const Assembly& assembly)
      : engine_(assembly.engine()),
        purpose_(assembly.trains() ? dnnl::prop_kind::forward_training
                                   : dnnl::prop_kind::forward_inference),
        strides_{op.stride, op.stride},
        padding_{op.padding, op.padding} {}

  Forward::primitive_desc forward(const Layout& x, const Layout& weight, const Layout& bias,
                                  const Layout& y, const dnnl::post_ops& ending = {}) const {
    dnnl::primitive_attr attributes = user_scratchpad();
    attributes.set_post_ops(ending);
    return {engine_, purpose_, kDirect,  x,        weight,     bias,
            y,       strides_, padding_, padding_, attributes, true};
  }

  BackwardData::primitive_desc data(const Layout& dx, const Layout& weight,
                                    const Layout& dy) const {
    return {engine_,
            kDirect,
            dx,
            weight,
            dy,
            strides_,
            padding_,
            padding_,
            hint(dx, weight, dy),
            user_scratchpad(),
            true};
  }

  BackwardWeights::primitive_desc weights(const Layout& x, const Layout& dweight,
                                          const Layout& dbias, const Layout& dy) const {
    return {engine_,
            kDirect,
            x,
            dweight,
            dbias,
            dy,
            strides_,
            padding_,
            padding_,
            hint(x, dweight, dy),
            user_scratchpad(),
            true};
  }

 private:
  /// What the gradients must be told: the same convolution.
  Forward::primitive_desc hint(const Layout& x, const Layout& weight, const Layout& y) const {
    const Element element = x.get_data_type();
    return forward(any_layout(x.get_dims(), element), any_layout(weight.get_dims(), element), {},
                   any_layout(y.get_dims(), element));
  }

  const dnnl::engine engine_;
  const dnnl::prop_kind purpose_;
  const dnnl::memory::dims strides_, padding_;
};

/// The gradient of weights in bf16 sums in fp32. For one position an image oneDNN 3.2 takes many
/// times longer than in fp32 (18 against 2.6 ms for 512 to 512 channels, 3×3, 64 images).
Element gradient_element(const Assembly& assembly, ValueId dy) {
  const Shape shape = assembly.shape(dy);
  return shape[2] * shape[3] == 1 ? Element::f32 : assembly.element();
}

/// Decides how the weights of a convolution are kept: as its forward pass reads them, or where that
/// is in bf16 as their gradient is computed.
void keep_weights(const Describer& describe, const Forward::primitive_desc& forward,
                  const Node& node, Assembly& assembly) {
  const ValueId x = node.inputs[0], weight = node.inputs[1], y = node.outputs[0];
  if (assembly.is_kept(weight)) return;
  if (assembly.element() == Element::f32) return assembly.keep(weight, forward.weights_desc());
  const Shape shape = assembly.shape(weight);
  if (!assembly.trains()) return assembly.keep(weight, row_major(shape, Element::f32));
  const Element element = gradient_element(assembly, y);
  const auto gradient =
      describe.weights(any_layout(assembly.shape(x), element), any_layout(shape, Element::f32), {},
                       any_layout(assembly.shape(y), element));
  assembly.keep(weight, gradient ? gradient.diff_weights_desc() : row_major(shape, Element::f32));
}

}  // namespace

void assemble(const Convolution& op, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId x = node.inputs[0], weight = node.inputs[1], y = group.last().outputs[0];
  const Describer describe(op, assembly);
  const bool biased = node.inputs.size() > 2;
  const Layout bias = biased ? assembly.layout(node.inputs[2]) : Layout();
  Layout to = assembly.any(y);
  dnnl::post_ops ending;
  std::map<int, ValueId> arguments;
  if (group.find<Add>()) {
    const ValueId other = group.reads(1)[0];
    to = assembly.layout(other);
    ending.append_binary(dnnl::algorithm::binary_add, to);
    arguments[DNNL_ARG_ATTR_MULTIPLE_POST_OP(0) | DNNL_ARG_SRC_1] = other;
  }
  if (group.find<Relu>()) ending.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);

  const Layout from = x == assembly.graph().images ? assembly.any(x) : assembly.layout(x);
  const Layout any_weight = any_layout(assembly.shape(weight), assembly.element());
  const bool fixed = assembly.is_kept(weight) && assembly.element() == Element::f32;
  const auto forward = choose<Forward::primitive_desc>(
      "a convolution",
      {[&] {
         return describe.forward(from, fixed ? assembly.layout(weight) : any_weight, bias, to,
                                 ending);
       },
       [&] { return describe.forward(assembly.any(x), any_weight, bias, to, ending); }});
  keep_weights(describe, forward, node, assembly);
  assembly.lay_out(y, forward.dst_desc());
  arguments[DNNL_ARG_SRC] = assembly.as(x, forward.src_desc());
  arguments[DNNL_ARG_WEIGHTS] = assembly.as(weight, forward.weights_desc());
  if (biased) arguments[DNNL_ARG_BIAS] = node.inputs[2];
  arguments[DNNL_ARG_DST] = y;
  assembly.call(forward, Forward(forward), arguments);
}

void assemble(const ConvolutionDgrad& op, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId dy = node.inputs[0], weight = node.inputs[1], dx = node.outputs[0];
  const Describer describe(op, assembly);
  const Layout any_weight = any_layout(assembly.shape(weight), assembly.element());
  const auto data = choose<BackwardData::primitive_desc>(
      "the gradient of a convolution's input",
      {[&] {
         const Layout slope = assembly.layout(dy);
         return describe.data(laid_out_as(slope, assembly.shape(dx), assembly.element()),
                              any_weight, slope);
       },
       [&] { return describe.data(assembly.any(dx), any_weight, assembly.any(dy)); }});
  assembly.lay_out(dx, data.diff_src_desc());
  assembly.call(data, BackwardData(data),
                {{DNNL_ARG_DIFF_DST, assembly.as(dy, data.diff_dst_desc())},
                 {DNNL_ARG_WEIGHTS, assembly.as(weight, data.weights_desc())},
                 {DNNL_ARG_DIFF_SRC, dx}});
}

void assemble(const ConvolutionWgrad& op, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId x = node.inputs[0], dy = node.inputs[1], dweight = node.outputs[0];
  const Describer describe(op, assembly);
  const bool biased = node.outputs.size() > 1;
  const Layout bias = biased ? assembly.layout(node.outputs[1]) : Layout();
  const Layout own = assembly.layout(dweight),
               any_weight = any_layout(own.get_dims(), Element::f32);
  const Element element = gradient_element(assembly, dy);
  const auto suited = [&](ValueId value) { return any_layout(assembly.shape(value), element); };
  const auto layout = [&](ValueId value) {
    return element == assembly.element() ? assembly.layout(value) : suited(value);
  };
  const auto weights = choose<BackwardWeights::primitive_desc>(
      "the gradient of a convolution's weights",
      {[&] { return describe.weights(layout(x), own, bias, layout(dy)); },
       [&] { return describe.weights(layout(x), any_weight, bias, layout(dy)); },
       [&] { return describe.weights(suited(x), any_weight, bias, suited(dy)); }});
  std::map<int, ValueId> arguments{{DNNL_ARG_SRC, assembly.as(x, weights.src_desc())},
                                   {DNNL_ARG_DIFF_DST, assembly.as(dy, weights.diff_dst_desc())}};
  if (biased) arguments[DNNL_ARG_DIFF_BIAS] = node.outputs[1];
  assembly.write(dweight, weights.diff_weights_desc(), [&](ValueId to) {
    arguments[DNNL_ARG_DIFF_WEIGHTS] = to;
    assembly.call(weights, BackwardWeights(weights), arguments);
  });
}

}  // namespace warpmark::nn::cpu
