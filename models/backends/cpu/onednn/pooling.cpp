#include "models/backends/cpu/pooling.h"

#include "models/backends/cpu/onednn/loops.h"
#include "models/backends/cpu/onednn/ops.h"
#include "models/backends/cpu/parts.h"

namespace warpmark::nn::cpu {
namespace {

template <class Op>
Pooling windows(const Op& op, const Shape& x, const Shape& y) {
  return {Taps(x[2], y[2], op.window, op.stride, op.padding),
          Taps(x[3], y[3], op.window, op.stride, op.padding)};
}

/// plane(image, vector of channels) for each.
template <class Plane>
void each_plane(const ChannelVectors& of, int threads, const Plane& plane) {
  each_in_parallel(of.images * of.vectors, threads,
                   [&](Index i) { plane(i / of.vectors, i % of.vectors); });
}

/// Of (images, channels), row-major: the elements of an image that vector `v` of its channels
/// holds, which at the end may be fewer than a vector.
struct Features {
  Index channels;
  Index at(Index n, Index v) const { return n * channels + v * kLanes<float>; }
  Index live(Index v) const { return std::min(kLanes<float>, channels - v * kLanes<float>); }
};

template <class T>
void store_some(T* to, const Vector<float>& from, Index live) {
  if (live == kLanes<float>) return store_narrow<Store::cached>(to, from);
  for (Index lane = 0; lane < live; ++lane) narrow(from[static_cast<std::size_t>(lane)], to + lane);
}

template <class T>
Vector<float> load_some(const T* from, Index live) {
  if (live == kLanes<float>) return load_wide(from);
  Vector<float> vector{};
  for (Index lane = 0; lane < live; ++lane)
    vector[static_cast<std::size_t>(lane)] = widen(from[lane]);
  return vector;
}

}  // namespace

void assemble(const MaxPool& op, const Group& group, Assembly& assembly) {
  const ValueId x = assembly.in_vectors(group.first().inputs[0]), y = group.first().outputs[0];
  const Shape shape = assembly.shape(y);
  assembly.lay_out(y, laid_out_as(assembly.layout(x), shape, assembly.element()));
  add_loop(assembly, {{x}, {y}},
           [=, pooling = windows(op, assembly.layout(x).get_dims(), shape),
            from = *channel_vectors(assembly.layout(x)), to = *channel_vectors(assembly.layout(y)),
            threads = assembly.build().threads](auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, in = operands.of<T>(x), out = operands.of<T>(y)](const Pass&) {
               each_plane(from, threads, [&](Index n, Index v) {
                 max_pool(pooling, from.pixel, in + from.offset(n, v), out + to.offset(n, v));
               });
             };
           });
}

void assemble(const MaxPoolBackward& op, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const ValueId x = assembly.in_vectors(node.inputs[0]), dx = group.last().outputs[0];
  const Layout out =
      laid_out_as(assembly.layout(x), assembly.shape(node.inputs[1]), assembly.element());
  const ValueId y = assembly.as(node.inputs[1], out), dy = assembly.as(node.inputs[2], out);
  assembly.lay_out(dx, assembly.layout(x));
  const Pooling pooling = windows(op, assembly.shape(dx), assembly.shape(node.inputs[1]));
  const int threads = assembly.build().threads;
  const auto sums_bytes = static_cast<std::size_t>(pooling.inputs()) * kVectorBytes;
  add_loop(
      assembly, {{x, y, dy}, {dx}, sums_bytes * static_cast<std::size_t>(threads)},
      [=, from = *channel_vectors(assembly.layout(x)), to = *channel_vectors(out),
       relu = group.find<ReluBackward>() != nullptr](auto type,
                                                     const Operands& operands) -> Kernel {
        using T = decltype(type);
        return [=, in = operands.of<T>(x), largest = operands.of<T>(y), slope = operands.of<T>(dy),
                in_slope = operands.of<T>(dx), sums = operands.workspace()](const Pass&) {
          each_plane(from, threads, [&](Index n, Index v) {
            std::byte* own = sums + own_part().number * static_cast<Index>(sums_bytes);
            max_pool_backward(pooling, from.pixel, relu, in + from.offset(n, v),
                              largest + to.offset(n, v), slope + to.offset(n, v),
                              in_slope + from.offset(n, v), reinterpret_cast<Vector<float>*>(own));
          });
        };
      });
}

void assemble(const GlobalAveragePool&, const Group& group, Assembly& assembly) {
  const ValueId x = assembly.in_vectors(group.first().inputs[0]), y = group.first().outputs[0];
  assembly.lay_out(y, row_major(assembly.shape(y), assembly.element()));
  add_loop(assembly, {{x}, {y}},
           [=, from = *channel_vectors(assembly.layout(x)), to = Features{assembly.shape(y)[1]},
            threads = assembly.build().threads](auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, in = operands.of<T>(x), out = operands.of<T>(y)](const Pass&) {
               each_plane(from, threads, [&](Index n, Index v) {
                 const auto mean = average(from.positions, from.pixel, in + from.offset(n, v));
                 store_some(out + to.at(n, v), mean, to.live(v));
               });
             };
           });
}

void assemble(const GlobalAveragePoolBackward&, const Group& group, Assembly& assembly) {
  const ValueId dx = group.first().outputs[0];
  const Shape shape = assembly.shape(dx);
  const ValueId dy =
      assembly.as(group.first().inputs[0], row_major({shape[0], shape[1]}, assembly.element()));
  assembly.lay_out(dx, in_vectors(shape, assembly.element()));
  add_loop(assembly, {{dy}, {dx}},
           [=, to = *channel_vectors(assembly.layout(dx)), from = Features{shape[1]},
            threads = assembly.build().threads](auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, slope = operands.of<T>(dy), in_slope = operands.of<T>(dx)](const Pass&) {
               each_plane(to, threads, [&](Index n, Index v) {
                 average_backward(to.positions, to.pixel,
                                  load_some(slope + from.at(n, v), from.live(v)),
                                  in_slope + to.offset(n, v));
               });
             };
           });
}

}  // namespace warpmark::nn::cpu
