#include "models/inference_workload.h"

#include "harness/error.h"
#include "models/gradient.h"
#include "models/network_workload.h"

#include <fmt/format.h>

#include <cmath>

namespace warpmark::nn {
namespace {

class InferenceWorkload : public NetworkWorkload {
 public:
  InferenceWorkload(const Recipe& recipe, const Compile& compile, const Point& point,
                    const Context& context)
      : NetworkWorkload(recipe, compile, inference_build(point, context), Pass::inference,
                        Norms::folded),
        data_(images_of(point, context)),
        batches_(data_->test.count / build_.batch) {
    if (batches_ == 0) {
      throw Unsupported(
          fmt::format("a batch of {} from {} images", build_.batch, data_->test.count));
    }
    const Graph graph = graph_of(recipe, Pass::inference, Norms::apart);
    program_ = compile(fold_batch_norm(graph), data_->test, build_);
    program_->write(fold_batch_norm(graph, initial_state(graph, context.seed)));
  }

  /// Of single images the latency is asked for.
  Traits traits() const override { return {.capturable = false, .single = build_.batch == 1}; }

  void run() override {
    program_->run({.first = next_, .count = 1});
    next_ = (next_ + 1) % batches_;
  }

  void reset() override { next_ = 0; }

  Counters observe() override {
    const double loss = program_->metrics().loss;
    if (!std::isfinite(loss)) throw WrongResult(fmt::format("the loss is {}", loss));
    return {.implementation = program_->implementation()};
  }

 private:
  static Build inference_build(const Point& point, const Context& context) {
    Build build = build_of(point, context);
    build.order = Order::sequential;
    return build;
  }

  const std::shared_ptr<const DataSet> data_;
  const Index batches_;
  std::unique_ptr<Program> program_;
  Index next_ = 0;
};

}  // namespace

std::unique_ptr<Workload> make_inference_workload(const Recipe& recipe, const Compile& compile,
                                                  const Point& point, const Context& context) {
  return std::make_unique<InferenceWorkload>(recipe, compile, point, context);
}

}  // namespace warpmark::nn
