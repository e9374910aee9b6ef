#include "models/backends/cpu/onednn/ops.h"

namespace warpmark::nn::cpu {
namespace {

using Forward = dnnl::inner_product_forward;
using BackwardData = dnnl::inner_product_backward_data;
using BackwardWeights = dnnl::inner_product_backward_weights;

/// The weights' extents: outputs, then those of an image that the layer takes as features.
Shape weight_shape(const Assembly& assembly, ValueId x, ValueId weight) {
  Shape shape = assembly.shape(x);
  shape[0] = assembly.shape(weight)[0];
  return shape;
}

/// What the gradients must be told: the same layer.
Forward::primitive_desc hint(const Assembly& assembly, const Shape& x, const Shape& weight,
                             const Shape& y) {
  const Element element = assembly.element();
  return {assembly.engine(),
          dnnl::prop_kind::forward_training,
          any_layout(x, element),
          any_layout(weight, element),
          any_layout(y, element),
          user_scratchpad(),
          true};
}

}  // namespace

void assemble(const Linear&, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId x = node.inputs[0], weight = node.inputs[1], bias = node.inputs[2];
  const ValueId y = group.last().outputs[0];
  const Shape shape = weight_shape(assembly, x, weight);
  // The loss wants all the digits there are.
  const Layout to = row_major(assembly.shape(y),
                              y == assembly.graph().logits ? Element::f32 : assembly.element());
  dnnl::primitive_attr attributes = user_scratchpad();
  dnnl::post_ops ending;
  if (group.find<Relu>()) ending.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
  attributes.set_post_ops(ending);
  const auto describe = [&](const Layout& from, const Layout& weights) {
    return Forward::primitive_desc(
        assembly.engine(),
        assembly.trains() ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference,
        from, weights, assembly.layout(bias), to, attributes, true);
  };
  const Layout any_weight = any_layout(shape, assembly.element());
  const bool fixed = assembly.is_kept(weight) && assembly.element() == Element::f32;
  const auto forward = choose<Forward::primitive_desc>(
      "a fully connected layer",
      {[&] { return describe(assembly.layout(x), fixed ? assembly.layout(weight) : any_weight); },
       [&] { return describe(assembly.any(x), any_weight); }});
  assembly.keep(weight, assembly.element() == Element::f32 ? forward.weights_desc()
                                                           : row_major(shape, Element::f32));
  assembly.lay_out(y, to);
  assembly.call(forward, Forward(forward),
                {{DNNL_ARG_SRC, assembly.as(x, forward.src_desc())},
                 {DNNL_ARG_WEIGHTS, assembly.as(weight, forward.weights_desc())},
                 {DNNL_ARG_BIAS, bias},
                 {DNNL_ARG_DST, y}});
}

void assemble(const LinearDgrad&, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId dy = node.inputs[0], weight = node.inputs[1], dx = node.outputs[0];
  const Shape from = assembly.shape(dx), to = assembly.shape(dy);
  const Shape shape = weight_shape(assembly, dx, weight);
  const auto describe = [&](const Layout& weights) {
    return BackwardData::primitive_desc(assembly.engine(), assembly.any(dx), weights,
                                        row_major(to, assembly.element()),
                                        hint(assembly, from, shape, to), user_scratchpad(), true);
  };
  const auto data = choose<BackwardData::primitive_desc>(
      "the gradient of a fully connected layer's input",
      {[&] { return describe(assembly.layout(weight)); },
       [&] { return describe(any_layout(shape, assembly.element())); }});
  assembly.lay_out(dx, data.diff_src_desc());
  assembly.call(data, BackwardData(data),
                {{DNNL_ARG_DIFF_DST, assembly.as(dy, data.diff_dst_desc())},
                 {DNNL_ARG_WEIGHTS, assembly.as(weight, data.weights_desc())},
                 {DNNL_ARG_DIFF_SRC, dx}});
}

void assemble(const LinearWgrad&, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId x = node.inputs[0], dy = node.inputs[1];
  const ValueId dweight = node.outputs[0], dbias = node.outputs[1];
  const Shape to = assembly.shape(dy);
  const Layout own = assembly.layout(dweight);
  const Shape shape = own.get_dims();
  const auto describe = [&](const Layout& from, const Layout& weights) {
    return BackwardWeights::primitive_desc(
        assembly.engine(), from, weights, assembly.layout(dbias), row_major(to, assembly.element()),
        hint(assembly, assembly.shape(x), shape, to), user_scratchpad(), true);
  };
  const auto weights = choose<BackwardWeights::primitive_desc>(
      "the gradient of a fully connected layer's weights",
      {[&] { return describe(assembly.layout(x), own); },
       [&] { return describe(assembly.any(x), any_layout(shape, Element::f32)); }});
  const ValueId from = assembly.as(x, weights.src_desc());
  const ValueId slope = assembly.as(dy, weights.diff_dst_desc());
  assembly.write(dweight, weights.diff_weights_desc(), [&](ValueId written) {
    assembly.call(weights, BackwardWeights(weights),
                  {{DNNL_ARG_SRC, from},
                   {DNNL_ARG_DIFF_DST, slope},
                   {DNNL_ARG_DIFF_WEIGHTS, written},
                   {DNNL_ARG_DIFF_BIAS, dbias}});
  });
}

}  // namespace warpmark::nn::cpu
