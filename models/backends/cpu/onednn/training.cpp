#include "models/backends/cpu/onednn/loops.h"
#include "models/backends/cpu/onednn/ops.h"
#include "models/backends/cpu/parts.h"
#include "models/backends/cpu/sgd.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace warpmark::nn::cpu {
namespace {

/// exp(logit - the largest), and their sum.
struct Softmax {
  explicit Softmax(std::span<const float> row)
      : logits(row), most(*std::max_element(row.begin(), row.end())) {
    for (const float logit : row) sum += std::exp(logit - most);
  }
  float probability(std::size_t k) const { return std::exp(logits[k] - most) / sum; }

  std::span<const float> logits;
  float most, sum = 0;
};

/// What one image adds to the tally.
struct Outcome {
  double loss;
  bool correct;
};

Outcome outcome(std::span<const float> logits, int label) {
  const Softmax softmax(logits);
  const auto at = static_cast<std::size_t>(label);
  const auto winner = std::find(logits.begin(), logits.end(), softmax.most) - logits.begin();
  return {std::log(static_cast<double>(softmax.sum)) + softmax.most - logits[at], winner == label};
}

/// Rows of logits, fp32.
struct Rows {
  const float* data;
  Index classes;
  std::span<const float> operator[](Index n) const {
    return {data + n * classes, static_cast<std::size_t>(classes)};
  }
};

}  // namespace

void assemble_batch(Assembly& assembly, const ImageSet& set) {
  const ValueId images = assembly.graph().images, labels = assembly.graph().labels;
  assembly.lay_out(labels, row_major(assembly.shape(labels), Element::s32));
  const int threads = assembly.build().threads;
  const auto room = static_cast<std::size_t>(set.image_bytes());
  add_loop(assembly, {{}, {images, labels}, room * static_cast<std::size_t>(threads)},
           [=, bytes = set.image_bytes(), count = assembly.images()](
               auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             return [=, to = operands.of<T>(images), label = operands.of<int>(labels),
                     rooms = operands.workspace()](const Pass& pass) {
               each_in_parallel(count, threads, [&](Index n) {
                 const Index position = pass.first + n;
                 std::byte* own = rooms + own_part().number * bytes;
                 const std::uint8_t* pixels =
                     pass.epoch.pixels(position, reinterpret_cast<std::uint8_t*>(own));
                 for (Index i = 0; i < bytes; ++i)
                   narrow(static_cast<float>(pixels[i]) / 255.0f, to + n * bytes + i);
                 label[n] = pass.epoch.label(position);
               });
             };
           });
}

void assemble(const SoftmaxNll&, const Group& group, Assembly& assembly) {
  const Shape shape = assembly.shape(group.first().inputs[0]);
  const ValueId logits = assembly.as(group.first().inputs[0], row_major(shape, Element::f32));
  const ValueId labels = group.first().inputs[1];
  const auto room = static_cast<std::size_t>(shape[0]) * sizeof(Outcome);
  assembly.loop(
      {{logits, labels}, {}, room},
      [=, threads = assembly.build().threads](const Operands& operands) -> Kernel {
        const Rows rows{operands.of<float>(logits), shape[1]};
        return [=, label = operands.of<int>(labels),
                outcomes = reinterpret_cast<Outcome*>(operands.workspace())](const Pass& pass) {
          each_in_parallel(shape[0], threads,
                           [&](Index n) { outcomes[n] = outcome(rows[n], label[n]); });
          for (Index n = 0; n < shape[0]; ++n)
            pass.tally += {outcomes[n].loss, 1, outcomes[n].correct};
        };
      });
}

void assemble(const SoftmaxNllBackward&, const Group& group, Assembly& assembly) {
  const ValueId dlogits = group.first().outputs[0], labels = group.first().inputs[1];
  const Shape shape = assembly.shape(dlogits);
  const ValueId logits = assembly.as(group.first().inputs[0], row_major(shape, Element::f32));
  assembly.lay_out(dlogits, row_major(shape, assembly.element()));
  add_loop(assembly, {{logits, labels}, {dlogits}},
           [=, threads = assembly.build().threads](auto type, const Operands& operands) -> Kernel {
             using T = decltype(type);
             const Rows rows{operands.of<float>(logits), shape[1]};
             return
                 [=, label = operands.of<int>(labels), to = operands.of<T>(dlogits)](const Pass&) {
                   each_in_parallel(shape[0], threads, [&](Index n) {
                     const Softmax softmax(rows[n]);
                     for (Index k = 0; k < shape[1]; ++k) {
                       const float one = k == label[n] ? 1.0f : 0.0f;
                       narrow((softmax.probability(static_cast<std::size_t>(k)) - one) /
                                  static_cast<float>(shape[0]),
                              to + n * shape[1] + k);
                     }
                   });
                 };
           });
}

void assemble(const Sgd& op, const Group& group, Assembly& assembly) {
  assembly.loop(
      {group.first().inputs, {}},
      [momentum = static_cast<float>(op.momentum),
       threads = assembly.build().threads](const Operands& operands) -> Kernel {
        const Persistents& all = operands.persistents();
        return [=, floats = static_cast<Index>(all.parameters().size()),
                update = Update{momentum, 0, all.parameters().data(), all.velocities().data(),
                                all.gradients().data()}](const Pass& pass) {
          Update now = update;
          now.rate = pass.rate;
          in_parts(floats, kLanes<float>, threads,
                   [&](Index begin, Index end) { now.run(begin, end); });
        };
      });
}

}  // namespace warpmark::nn::cpu
