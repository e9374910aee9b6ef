#include "models/backends/cuda/cuda_program.h"

#include "models/backends/cuda/step_runner.h"

#include <fmt/format.h>

#include <stdexcept>

namespace warpmark::nn {
namespace {

class CudaProgram final : public Program {
 public:
  CudaProgram(const Graph& graph, const ImageSet& images, const Build& build,
              std::shared_ptr<Vendor> vendor, const Tuning& tuning)
      : graph_(graph), runner_(graph, images, build, std::move(vendor), tuning) {}

  void write(const State& state) override;
  State read() override;
  void run(const Steps& steps) override;
  Metrics metrics() override { return runner_.metrics(); }
  Tensor fetch(ValueId value) override;
  std::string implementation() const override;

 private:
  bool trains() const { return std::holds_alternative<Sgd>(graph_.nodes.back().op); }
  Tensor download(ValueId value, int buffer, double factor = 1);

  Graph graph_;
  StepRunner runner_;
};

void CudaProgram::run(const Steps& steps) {
  const auto rates = static_cast<Index>(steps.learning_rate.size());
  if (rates != (trains() ? steps.count : 0)) {
    throw std::invalid_argument(fmt::format("{} learning rates for {} steps", rates, steps.count));
  }
  runner_.run(steps);
}

void CudaProgram::write(const State& state) {
  check_state(graph_, state);
  const BatchPlan& plan = runner_.plan();
  const auto set = [&](const std::string& name, int buffer) {
    const auto given = state.find(name);
    if (buffer < 0 || given == state.end()) return;
    runner_.memory().upload(plan.lowered().buffers[static_cast<std::size_t>(buffer)],
                            plan.address(buffer), given->second.values);
  };
  for (const TrainedParameter& p : plan.lowered().parameters) {
    const std::string& name = graph_.value(p.value).name;
    set(name, p.parameter);
    if (p.twin != p.parameter) set(name, p.twin);
    set(kVelocity + name, p.velocity);
  }
  for (const Persistent& statistic : graph_.statistics) {
    set(graph_.value(statistic.value).name,
        plan.lowered().buffer_of[static_cast<std::size_t>(statistic.value)]);
  }
}

State CudaProgram::read() {
  State state;
  const Lowered& lowered = runner_.plan().lowered();
  for (const TrainedParameter& p : lowered.parameters) {
    const std::string& name = graph_.value(p.value).name;
    state[name] = download(p.value, p.parameter);
    if (p.velocity >= 0) state[kVelocity + name] = download(p.value, p.velocity);
  }
  for (const Persistent& statistic : graph_.statistics) {
    state[graph_.value(statistic.value).name] =
        download(statistic.value, lowered.buffer_of[static_cast<std::size_t>(statistic.value)]);
  }
  return state;
}

/// A buffer of the last batch in the shape of a value.
Tensor CudaProgram::download(ValueId value, int buffer, double factor) {
  const BatchPlan& plan = runner_.last().plan;
  const Value& what = graph_.value(value);
  Tensor tensor{what.shape,
                runner_.memory().download(plan.lowered().buffers[static_cast<std::size_t>(buffer)],
                                          plan.address(buffer))};
  if (what.batched) tensor.shape.insert(tensor.shape.begin(), runner_.last().rows);
  for (double& element : tensor.values) element *= factor;
  return tensor;
}

Tensor CudaProgram::fetch(ValueId value) {
  if (value == graph_.loss || value == graph_.correct) {
    double loss = 0, correct = 0;
    for (const ImageMetrics& image : runner_.last_metrics()) {
      loss += image.loss;
      correct += image.correct;
    }
    return {{1},
            {value == graph_.loss ? loss / static_cast<double>(runner_.last().rows) : correct}};
  }
  const Lowered& lowered = runner_.last().plan.lowered();
  for (const TrainedParameter& p : lowered.parameters) {
    const int buffer = lowered.buffer_of[static_cast<std::size_t>(value)];
    if (buffer >= 0 && buffer == p.gradient) return download(value, buffer, 1 / lowered.loss_scale);
    if (value == p.value) return download(value, p.parameter);
  }
  const int buffer = lowered.buffer_of[static_cast<std::size_t>(value)];
  if (buffer >= 0) {
    const Buffer& what = lowered.buffers[static_cast<std::size_t>(buffer)];
    if (what.kept || what.home == Home::statistics) return download(value, buffer);
  }
  throw std::invalid_argument("'" + graph_.value(value).name + "' is not kept");
}

std::string CudaProgram::implementation() const {
  std::string text = runner_.vendor().describe();
  for (const auto& [engine, count] : runner_.plan().engines()) {
    text += fmt::format("; {}x {}", count, engine);
  }
  return text;
}

}  // namespace

std::unique_ptr<Program> make_cuda_program(const Graph& graph, const ImageSet& images,
                                           const Build& build, std::shared_ptr<Vendor> vendor,
                                           const Tuning& tuning) {
  return std::make_unique<CudaProgram>(graph, images, build, std::move(vendor), tuning);
}

}  // namespace warpmark::nn
