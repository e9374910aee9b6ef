#include "models/backends/cpu/onednn/batch_norm.h"

#include "models/backends/cpu/onednn/loops.h"
#include "models/backends/cpu/onednn/ops.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;

/// What a batch norm, with what follows it, reads and writes of images, laid out alike.
struct Images {
  ValueId x, other = -1, y;
  float least;  // of y

  Images(const Group& group, Assembly& assembly)
      : x(assembly.in_vectors(group.first().inputs[0])),
        y(group.last().outputs[0]),
        least(group.find<Relu>() ? 0 : -std::numeric_limits<float>::infinity()) {
    if (group.find<Add>()) other = assembly.as(group.reads(1)[0], assembly.layout(x));
    assembly.lay_out(y, assembly.layout(x));
  }

  Step step() const { return {other < 0 ? std::vector{x} : std::vector{x, other}, {y}}; }
};

/// y = (x - centre)·scale + shift, plus `other` where there is such an array.
template <class T>
class Normalise {
 public:
  Normalise(const Images& images, const Operands& operands)
      : x_(operands.of<T>(images.x)),
        other_(images.other < 0 ? nullptr : operands.of<T>(images.other)),
        y_(operands.of<T>(images.y)),
        least_(images.least) {}

  Vector<float> x(Index at) const { return load_wide(x_ + at); }

  void run(const Planes& planes, const Vector<float>& centre, const Vector<float>& scale,
           const Vector<float>& shift) const {
    const Vector<float> least = broadcast(least_);
    planes.each([&](Index at) {
      Vector<float> value = (x(at) - centre) * scale + shift;
      if (other_) value += load_wide(other_ + at);
      store_narrow<Store::cached>(y_ + at, maximum<float>(least, value));
    });
  }

 private:
  const T *x_, *other_;
  T* y_;
  float least_;
};

template <class T>
class Training {
 public:
  Training(const BatchNorm& op, const Node& node, const Normalise<T>& normalise,
           const ChannelWork& work, const Operands& operands)
      : op_(op),
        normalise_(normalise),
        work_(work),
        count_(static_cast<double>(work.of.images * work.of.positions)),
        gamma_(operands.of<float>(node.inputs[1])),
        beta_(operands.of<float>(node.inputs[2])),
        running_mean_(operands.of<float>(node.inputs[3])),
        running_variance_(operands.of<float>(node.inputs[4])),
        mean_(operands.of<float>(node.outputs[1])),
        rstd_(operands.of<float>(node.outputs[2])),
        sums_(reinterpret_cast<LaneSums*>(operands.workspace())),
        squares_(sums_ + work.items()) {}

  void operator()(const Pass&) const {
    work_.run([this](Index item) { sum(item); }, [this](Index item) { square(item); },
              [this](Index item) { apply(item); });
  }

 private:
  void sum(Index item) const {
    sums_[item] = work_.planes(item).template sum<1>(
        [this](Index at) { return std::array{normalise_.x(at)}; })[0];
  }

  void square(Index item) const {
    const Vector<float> centre = mean(work_.total(sums_, item));
    squares_[item] = work_.planes(item).template sum<1>([&](Index at) {
      const Vector<float> off = normalise_.x(at) - centre;
      return std::array{off * off};
    })[0];
  }

  void apply(Index item) const {
    const Planes planes = work_.planes(item);
    const Index at = planes.vector * kLane;
    const LaneNumbers sum = work_.total(sums_, item), squares = work_.total(squares_, item);
    const Vector<float> centre = mean(sum),
                        rstd = each_lane([&](std::size_t lane) {
                          return 1 / std::sqrt(squares[lane] / count_ + op_.epsilon);
                        });
    normalise_.run(planes, centre, load(gamma_ + at) * rstd, load(beta_ + at));
    if (item % work_.parts != 0) return;
    store<Store::cached>(mean_ + at, centre);
    store<Store::cached>(rstd_ + at, rstd);
    move(running_mean_ + at, sum, count_);
    move(running_variance_ + at, squares, count_ - 1);
  }

  Vector<float> mean(const LaneNumbers& sum) const {
    return each_lane([&](std::size_t lane) { return sum[lane] / count_; });
  }

  /// Moves running statistics towards those of the batch.
  void move(float* running, const LaneNumbers& sum, double count) const {
    const auto moved = each_lane([&](std::size_t lane) {
      return running[lane] + op_.momentum * (sum[lane] / count - running[lane]);
    });
    store<Store::cached>(running, moved);
  }

  const BatchNorm op_;
  const Normalise<T> normalise_;
  const ChannelWork work_;
  const double count_;
  const float *gamma_, *beta_;
  float *running_mean_, *running_variance_, *mean_, *rstd_;
  LaneSums *sums_, *squares_;  // of each item
};

template <class T>
class Inference {
 public:
  Inference(const BatchNormInference& op, const Node& node, const Normalise<T>& normalise,
            const ChannelWork& work, const Operands& operands)
      : op_(op),
        normalise_(normalise),
        work_(work),
        gamma_(operands.of<float>(node.inputs[1])),
        beta_(operands.of<float>(node.inputs[2])),
        mean_(operands.of<float>(node.inputs[3])),
        variance_(operands.of<float>(node.inputs[4])) {}

  void operator()(const Pass&) const {
    work_.run([this](Index item) {
      const Planes planes = work_.planes(item);
      const Index at = planes.vector * kLane;
      const auto rstd = each_lane(
          [&](std::size_t lane) { return 1 / std::sqrt(variance_[at + lane] + op_.epsilon); });
      normalise_.run(planes, load(mean_ + at), load(gamma_ + at) * rstd, load(beta_ + at));
    });
  }

 private:
  const BatchNormInference op_;
  const Normalise<T> normalise_;
  const ChannelWork work_;
  const float *gamma_, *beta_, *mean_, *variance_;
};

}  // namespace

void assemble(const BatchNorm& op, const Group& group, Assembly& assembly) {
  const Node& node = group.first();
  const Images images(group, assembly);
  const ChannelWork work(*channel_vectors(assembly.layout(images.x)), assembly.build().threads);
  if (work.of.images * work.of.positions < 2)
    throw std::invalid_argument("batch norm of a single element has no variance");
  Step step = images.step();
  step.writes.insert(step.writes.end(), {node.outputs[1], node.outputs[2]});
  step.workspace_bytes = 2 * sizeof(LaneSums) * static_cast<std::size_t>(work.items());
  add_loop(assembly, std::move(step), [=, &node](auto type, const Operands& operands) -> Kernel {
    const Normalise<decltype(type)> normalise(images, operands);
    return Training(op, node, normalise, work, operands);
  });
}

void assemble(const BatchNormInference& op, const Group& group, Assembly& assembly) {
  const Images images(group, assembly);
  const ChannelWork work(*channel_vectors(assembly.layout(images.x)), assembly.build().threads);
  add_loop(assembly, images.step(),
           [=, &node = group.first()](auto type, const Operands& operands) -> Kernel {
             const Normalise<decltype(type)> normalise(images, operands);
             return Inference(op, node, normalise, work, operands);
           });
}

}  // namespace warpmark::nn::cpu
