#include "models/backends/cpu/onednn/batch_norm.h"
#include "models/backends/cpu/onednn/loops.h"
#include "models/backends/cpu/onednn/ops.h"

namespace warpmark::nn::cpu {
namespace {

constexpr Index kLane = kLanes<float>;

/// What a batch norm's gradient, with what stands before it, reads and writes of images, laid out
/// alike. The gradient of its output is a + b, 0 where the mask is not above 0.
struct Images {
  ValueId x, a, b = -1, mask = -1, dx, dy = -1;  // dy: where that gradient is read by others too

  Images(const Group& group, Assembly& assembly) {
    const Node& norm = group.last();
    x = assembly.in_vectors(norm.inputs[0]);
    dx = norm.outputs[0];
    const Layout layout = assembly.layout(x);
    const Node* relu = group.find<ReluBackward>();
    const Node* add = group.find<Add>();
    const Node& source = add ? *add : relu ? *relu : norm;
    a = assembly.as(source.inputs[add ? 0 : 1], layout);
    if (add) b = assembly.as(add->inputs[1], layout);
    if (relu) mask = assembly.as(relu->inputs[0], layout);
    if (group.inner >= 0) assembly.lay_out(dy = group.inner, layout);
    assembly.lay_out(dx, layout);
  }

  Step step() const {
    Step step{{x, a}, {dx}};
    for (const ValueId id : {b, mask}) {
      if (id >= 0) step.reads.push_back(id);
    }
    if (dy >= 0) step.writes.push_back(dy);
    return step;
  }
};

template <class T>
class Backward {
 public:
  Backward(const Images& images, const Node& node, const ChannelWork& work,
           const Operands& operands)
      : work_(work),
        x_(operands.of<T>(images.x)),
        a_(operands.of<T>(images.a)),
        b_(images.b < 0 ? nullptr : operands.of<T>(images.b)),
        mask_(images.mask < 0 ? nullptr : operands.of<T>(images.mask)),
        dy_(images.dy < 0 ? nullptr : operands.of<T>(images.dy)),
        dx_(operands.of<T>(images.dx)),
        gamma_(operands.of<float>(node.inputs[2])),
        mean_(operands.of<float>(node.inputs[3])),
        rstd_(operands.of<float>(node.inputs[4])),
        dgamma_(operands.of<float>(node.outputs[1])),
        dbeta_(operands.of<float>(node.outputs[2])),
        slopes_(reinterpret_cast<LaneSums*>(operands.workspace())),
        products_(slopes_ + work.items()) {}

  void operator()(const Pass&) const {
    work_.run([this](Index item) { sum(item); }, [this](Index item) { apply(item); });
  }

 private:
  Vector<float> slope(Index at) const {
    Vector<float> slope = load_wide(a_ + at);
    if (b_) slope += load_wide(b_ + at);
    if (mask_) slope = load_wide(mask_ + at) > Vector<float>{} ? slope : Vector<float>{};
    return slope;
  }

  /// Of the gradient, and of it times how far x is from the mean.
  void sum(Index item) const {
    const Planes planes = work_.planes(item);
    const Vector<float> mean = load(mean_ + planes.vector * kLane);
    const auto sums = planes.template sum<2>([&](Index at) {
      const Vector<float> dy = slope(at);
      if (dy_) store_narrow<Store::cached>(dy_ + at, dy);
      return std::array{dy, dy * (load_wide(x_ + at) - mean)};
    });
    slopes_[item] = sums[0];
    products_[item] = sums[1];
  }

  /// dx = γ·rstd·(dy - dβ/n - (x - mean)·rstd·dγ/n)
  void apply(Index item) const {
    const Planes planes = work_.planes(item);
    const Index channel = planes.vector * kLane;
    const LaneNumbers slopes = work_.total(slopes_, item), products = work_.total(products_, item);
    const Vector<float> mean = load(mean_ + channel), rstd = load(rstd_ + channel);
    const auto n = static_cast<double>(work_.of.images * work_.of.positions);
    const auto share = each_lane([&](std::size_t lane) { return slopes[lane] / n; });
    const auto lean =
        each_lane([&](std::size_t lane) { return products[lane] * rstd[lane] * rstd[lane] / n; });
    const Vector<float> scale = load(gamma_ + channel) * rstd;
    planes.each([&](Index at) {
      const Vector<float> dy = dy_ ? load_wide(dy_ + at) : slope(at);
      const Vector<float> off = load_wide(x_ + at) - mean;
      store_narrow<Store::cached>(dx_ + at, (dy - share - off * lean) * scale);
    });
    if (item % work_.parts != 0) return;
    store<Store::cached>(dgamma_ + channel,
                         each_lane([&](std::size_t lane) { return products[lane] * rstd[lane]; }));
    store<Store::cached>(dbeta_ + channel,
                         each_lane([&](std::size_t lane) { return slopes[lane]; }));
  }

  const ChannelWork work_;
  const T *x_, *a_, *b_, *mask_;
  T *dy_, *dx_;
  const float *gamma_, *mean_, *rstd_;
  float *dgamma_, *dbeta_;
  LaneSums *slopes_, *products_;  // of each item
};

}  // namespace

void assemble(const BatchNormBackward&, const Group& group, Assembly& assembly) {
  const Node& node = group.last();
  const Images images(group, assembly);
  const ChannelWork work(*channel_vectors(assembly.layout(images.x)), assembly.build().threads);
  Step step = images.step();
  step.reads.insert(step.reads.end(), node.inputs.begin() + 3, node.inputs.end());
  step.writes.insert(step.writes.end(), node.outputs.begin() + 1, node.outputs.end());
  step.workspace_bytes = 2 * sizeof(LaneSums) * static_cast<std::size_t>(work.items());
  add_loop(assembly, std::move(step), [=, &node](auto type, const Operands& operands) -> Kernel {
    return Backward<decltype(type)>(images, node, work, operands);
  });
}

}  // namespace warpmark::nn::cpu
