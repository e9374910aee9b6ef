#include "models/backends/cpu/pointwise.h"

#include "models/backends/cpu/onednn/loops.h"
#include "models/backends/cpu/onednn/ops.h"
#include "models/backends/cpu/parts.h"

namespace warpmark::nn::cpu {

void assemble(const Relu&, const Group& group, Assembly& assembly) {
  const ValueId x = group.first().inputs[0], y = group.first().outputs[0];
  assembly.lay_out(y, assembly.layout(x));
  add_loop(assembly, {{x}, {y}},
           [=, n = elements(assembly.layout(x)), threads = assembly.build().threads](
               auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, from = operands.of<T>(x), to = operands.of<T>(y)](const Pass&) {
               in_parts(n, kLanes<float>, threads,
                        [=](Index begin, Index end) { relu(from, begin, end, to); });
             };
           });
}

void assemble(const ReluBackward&, const Group& group, Assembly& assembly) {
  const ValueId y = group.first().inputs[0], dx = group.first().outputs[0];
  const Layout layout = assembly.layout(y);
  const ValueId dy = assembly.as(group.first().inputs[1], layout);
  assembly.lay_out(dx, layout);
  add_loop(assembly, {{y, dy}, {dx}},
           [=, n = elements(layout), threads = assembly.build().threads](
               auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, mask = operands.of<T>(y), slope = operands.of<T>(dy),
                     to = operands.of<T>(dx)](const Pass&) {
               in_parts(n, kLanes<float>, threads, [=](Index begin, Index end) {
                 relu_backward(mask, slope, begin, end, to);
               });
             };
           });
}

void assemble(const Add&, const Group& group, Assembly& assembly) {
  const ValueId a = group.first().inputs[0], y = group.last().outputs[0];
  const Layout layout = assembly.layout(a);
  const ValueId b = assembly.as(group.first().inputs[1], layout);
  assembly.lay_out(y, layout);
  add_loop(assembly, {{a, b}, {y}},
           [=, n = elements(layout), relu = group.find<Relu>() != nullptr,
            threads = assembly.build().threads](auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, left = operands.of<T>(a), right = operands.of<T>(b),
                     to = operands.of<T>(y)](const Pass&) {
               in_parts(n, kLanes<float>, threads,
                        [=](Index begin, Index end) { add(left, right, relu, begin, end, to); });
             };
           });
}

}  // namespace warpmark::nn::cpu
