#include "models/backends/cpu/lanes/kernel.h"

#include "harness/error.h"
#include "models/backends/cpu/lanes/correlation.h"
#include "models/backends/cpu/lanes/softmax_nll.h"
#include "models/backends/cpu/pointwise.h"
#include "models/backends/cpu/pooling.h"

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;

/// Memory in the arena of whoever computes.
struct Place {
  std::size_t offset = MemoryPlan::kNone;
  float* of(const LaneBlock& block) const {
    return offset == MemoryPlan::kNone ? nullptr : reinterpret_cast<float*>(block.values + offset);
  }
};

/// Makes the kernel of one group.
class Maker {
 public:
  Maker(const Graph& graph, const Persistents& persistents, const MemoryPlan& plan,
        const Group& group, std::size_t step)
      : graph_(graph),
        persistents_(persistents),
        plan_(plan),
        group_(group),
        first_(group.first()),
        last_(group.last()),
        workspace_{plan.workspace[step]} {}

  LaneKernel operator()(const Convolution& op) const {
    const Shape &x = shape(in(0)), &w = shape(in(1)), &y = shape(out());
    const Index window = w[2] * w[3];
    return correlation({x[0], y[0], Taps(x[1], y[1], w[2], op.stride, op.padding),
                        Taps(x[2], y[2], w[3], op.stride, op.padding), window, x[0] * window});
  }

  LaneKernel operator()(const ConvolutionDgrad& op) const {
    const Shape &dy = shape(in(0)), &w = shape(in(1)), &dx = shape(out());
    const Index window = w[2] * w[3];
    return correlation({dy[0], dx[0], Taps(dx[1], dy[1], w[2], op.stride, op.padding).transposed(),
                        Taps(dx[2], dy[2], w[3], op.stride, op.padding).transposed(),
                        dx[0] * window, window});
  }

  LaneKernel operator()(const ConvolutionWgrad& op) const {
    const Shape &x = shape(in(0)), &dy = shape(in(1)), &w = shape(first_.outputs[0]);
    const WeightGradient gradient{x[0], dy[0], Taps(x[1], dy[1], w[2], op.stride, op.padding),
                                  Taps(x[2], dy[2], w[3], op.stride, op.padding)};
    return with_bias(
        [=](const float* from, const float* slope, float* to) { gradient.run(from, slope, to); });
  }

  LaneKernel operator()(const Linear&) const {
    const Index features = count(shape(in(0)));
    return correlation({features, count(shape(out())), one(), one(), 1, features});
  }

  LaneKernel operator()(const LinearDgrad&) const {
    const Index features = count(shape(out()));
    return correlation({count(shape(in(0))), features, one(), one(), features, 1});
  }

  LaneKernel operator()(const LinearWgrad&) const {
    const Index features = count(shape(in(0))), outputs = count(shape(in(1)));
    return with_bias([=](const float* from, const float* slope, float* to) {
      add_outer_product(from, features, slope, outputs, to);
    });
  }

  LaneKernel operator()(const Relu&) const {
    return [x = place(in(0)), y = place(out()), end = floats(out())](const LaneBlock& block) {
      relu(x.of(block), 0, end, y.of(block));
    };
  }

  LaneKernel operator()(const ReluBackward&) const {
    return [y = place(in(0)), dy = place(in(1)), dx = place(out()),
            end = floats(out())](const LaneBlock& block) {
      relu_backward(y.of(block), dy.of(block), 0, end, dx.of(block));
    };
  }

  LaneKernel operator()(const Add&) const {
    return [a = place(in(0)), b = place(in(1)), y = place(out()), end = floats(out()),
            relu = ends_with<Relu>()](const LaneBlock& block) {
      add(a.of(block), b.of(block), relu, 0, end, y.of(block));
    };
  }

  LaneKernel operator()(const MaxPool& op) const {
    const Pooling pooling = windows(op, shape(in(0)), shape(out()));
    return each_plane(in(0), out(),
                      [=](const float* x, float* y) { max_pool(pooling, kLane, x, y); });
  }

  LaneKernel operator()(const MaxPoolBackward& op) const {
    const Pooling pooling = windows(op, shape(in(0)), shape(in(1)));
    return [=, this_x = place(in(0)), this_y = place(in(1)), this_dy = place(in(2)),
            this_dx = place(out()), sums = workspace_, relu = ends_with<ReluBackward>(),
            planes = shape(in(0))[0]](const LaneBlock& block) {
      const Index inputs = pooling.inputs() * kLane, outputs = pooling.outputs() * kLane;
      for (Index c = 0; c < planes; ++c) {
        max_pool_backward(pooling, kLane, relu, this_x.of(block) + c * inputs,
                          this_y.of(block) + c * outputs, this_dy.of(block) + c * outputs,
                          this_dx.of(block) + c * inputs,
                          reinterpret_cast<Vector<float>*>(sums.of(block)));
      }
    };
  }

  LaneKernel operator()(const GlobalAveragePool&) const {
    return each_plane(in(0), out(), [positions = plane(in(0))](const float* x, float* y) {
      store<Store::cached>(y, average(positions, kLane, x));
    });
  }

  LaneKernel operator()(const GlobalAveragePoolBackward&) const {
    return each_plane(in(0), out(), [positions = plane(out())](const float* dy, float* dx) {
      average_backward(positions, kLane, load(dy), dx);
    });
  }

  LaneKernel operator()(const SoftmaxNll&) const {
    return [x = place(in(0)), classes = shape(in(0))[0]](const LaneBlock& block) {
      const LaneLogits logits{x.of(block), classes, block.labels, block.images};
      add_softmax_nll(logits, block.tally);
      for (Index i = 0; i < block.images; ++i) {
        for (Index k = 0; k < classes; ++k)
          block.logits[i * classes + k] = logits.values[k * kLane + i];
      }
    };
  }

  LaneKernel operator()(const SoftmaxNllBackward&) const {
    return
        [x = place(in(0)), dx = place(out()), classes = shape(out())[0]](const LaneBlock& block) {
          softmax_nll_backward({x.of(block), classes, block.labels, block.images}, block.batch,
                               dx.of(block));
        };
  }

  /// Of the whole step, not of a block.
  LaneKernel operator()(const Sgd&) const {
    return [](const LaneBlock&) {};
  }

  template <class Op>
  LaneKernel operator()(const Op&) const {
    throw Unsupported("batch norm joins the images of a batch, a lane has one");
  }

 private:
  ValueId in(std::size_t i) const { return first_.inputs[i]; }
  ValueId out() const { return last_.outputs[0]; }
  const Shape& shape(ValueId id) const { return graph_.value(id).shape; }
  Index floats(ValueId id) const { return count(shape(id)) * kLane; }
  Index plane(ValueId id) const { return count(shape(id)) / shape(id)[0]; }
  Place place(ValueId id) const { return {plan_.offset[static_cast<std::size_t>(id)]}; }
  static Taps one() { return {1, 1, 1, 1, 0}; }

  template <class Op>
  bool ends_with() const {
    return std::holds_alternative<Op>(last_.op);
  }

  template <class Op>
  static Pooling windows(const Op& op, const Shape& x, const Shape& y) {
    return {Taps(x[1], y[1], op.window, op.stride, op.padding),
            Taps(x[2], y[2], op.window, op.stride, op.padding)};
  }

  /// Of the group's first node, whose second input are the weights, with what ends it.
  LaneKernel correlation(const Correlation& of) const {
    Correlation::Ending ending{.relu = ends_with<Relu>()};
    if (first_.inputs.size() > 2) ending.bias = persistents_.find(in(2));
    const Place mask = ends_with<ReluBackward>() ? place(last_.inputs[0]) : Place{};
    return [=, x = place(in(0)), weight = persistents_.find(in(1)),
            y = place(out())](const LaneBlock& block) {
      Correlation::Ending here = ending;
      here.mask = mask.of(block);
      of.run(x.of(block), weight, here, y.of(block));
    };
  }

  /// run(x, dy, dweight), and the gradient of the bias where there is one.
  template <class Run>
  LaneKernel with_bias(const Run& run) const {
    const Index weights = sum(first_.outputs[0]);
    const Index bias = first_.outputs.size() > 1 ? sum(first_.outputs[1]) : -1;
    return [=, x = place(in(0)), dy = place(in(1)), channels = shape(in(1))[0],
            positions = plane(in(1))](const LaneBlock& block) {
      run(x.of(block), dy.of(block), block.gradients + weights);
      if (bias >= 0) add_bias_gradient(dy.of(block), channels, positions, block.gradients + bias);
    };
  }

  /// Where the gradient of a parameter is summed.
  Index sum(ValueId gradient) const {
    return persistents_.find(gradient) - persistents_.gradients().data();
  }

  /// run(plane of `from`, plane of `to`) for each channel.
  template <class Run>
  LaneKernel each_plane(ValueId from, ValueId to, const Run& run) const {
    return [=, x = place(from), y = place(to), channels = shape(from)[0],
            step_x = plane(from) * kLane, step_y = plane(to) * kLane](const LaneBlock& block) {
      for (Index c = 0; c < channels; ++c) run(x.of(block) + c * step_x, y.of(block) + c * step_y);
    };
  }

  const Graph& graph_;
  const Persistents& persistents_;
  const MemoryPlan& plan_;
  const Group& group_;
  const Node &first_, &last_;
  const Place workspace_;
};

}  // namespace

LaneKernel lane_kernel(const Graph& graph, const Persistents& persistents, const MemoryPlan& plan,
                       const Group& group, std::size_t step) {
  return std::visit(Maker(graph, persistents, plan, group, step), group.first().op);
}

}  // namespace warpmark::nn::cpu
