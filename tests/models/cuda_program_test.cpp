// The back end of a GPU against the reference, on small networks that hold every group of nodes.

#include "harness/cuda/queue.h"
#include "models/gradient.h"
#include "tests/cuda/gpu.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/cuda_capture.h"
#include "tests/models/error_band.h"
#include "tests/models/problem.h"
#include "tests/models/settled_state.h"
#include "tests/models/small_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

using Mode = Builder::Mode;

struct Subject {
  std::string network;
  DType dtype;
};

void PrintTo(const Subject& subject, std::ostream* out) {
  *out << subject.network << ' ' << name(subject.dtype);
}

class CudaProgram : public OnGpu<testing::TestWithParam<Subject>> {
 protected:
  static constexpr Index kImages = 11, kBatch = 4, kSteps = 3;  // the last batch has three

  void SetUp() override {
    OnGpu::SetUp();
    if (IsSkipped()) return;
    queue_ = std::make_unique<CudaQueue>(0);
  }

  Network network() const { return small_networks().at(GetParam().network); }
  DType dtype() const { return GetParam().dtype; }
  Build build(Order order = Order::shuffled) {
    return {.dtype = dtype(),
            .batch = kBatch,
            .order = order,
            .augmentation = Augmentation::crop_flip,
            .seed = 7,
            .deterministic = true,
            .heuristics = true,
            .queue = queue_.get()};
  }

  const ImageSet& images(const Graph& graph) {
    images_ = random_images(kImages, graph.value(graph.images).shape, 3);
    return images_;
  }

  /// The wide network's batch norms fold however small its maps are.
  Compile backend() const {
    return cuda_backend(
        {.fold_from_bytes = GetParam().network == "wide" ? 0 : Tuning{}.fold_from_bytes,
         .steps_of_graph = 2});
  }

  std::unique_ptr<Program> compile(const Graph& graph, const Build& build) {
    auto program = backend()(graph, images(graph), build);
    program->write(state());
    return program;
  }
  ErrorBand reference(const Graph& graph, const Build& build) {
    return {graph, images_, build, state(), dtype()};
  }

  /// In the format that the device holds parameters in, and small enough for the loss to stay so.
  /// Rounding to 16 bits is not to turn a ReLU.
  State state() const {
    const Graph training = trained();
    State state = initial_state(training, 3);
    for (auto& [name, tensor] : random_state(training)) {
      if (name.find(".bn.") == std::string::npos && !name.ends_with("bias")) continue;
      for (std::size_t i = 0; i < tensor.values.size(); ++i) {
        state[name].values[i] = static_cast<float>(tensor.values[i]);
      }
    }
    if (dtype() != DType::fp32) state = settled(training, images_, std::move(state));
    return state;
  }

  Graph trained() const { return differentiate(network()(Mode::training), {.momentum = 0.9}); }

  std::unique_ptr<CudaQueue> queue_;
  ImageSet images_;
};

std::vector<float> rates(Index count) {
  std::vector<float> rates;
  for (Index i = 0; i < count; ++i) rates.push_back(0.01f / static_cast<float>(i + 1));
  return rates;
}

std::function<Tensor(Program&)> fetched(ValueId value) {
  return [=](Program& program) { return program.fetch(value); };
}

TEST_P(CudaProgram, TrainsAsTheReference) {
  const Graph graph = trained();
  const auto program = compile(graph, build());
  ErrorBand expected = reference(graph, build());
  const auto expect_near = [&](ValueId value) {
    expected.expect_near(program->fetch(value), fetched(value), graph.value(value).name);
  };
  const auto rate = rates(kSteps);
  for (Index step = 0; step < kSteps; ++step) {
    SCOPED_TRACE("step " + std::to_string(step));
    const Steps one{.epoch = 2,
                    .first = step,
                    .count = 1,
                    .learning_rate = std::span(rate).subspan(static_cast<std::size_t>(step), 1)};
    program->run(one);
    expected.run(one);
    expect_near(graph.logits);
    expect_near(graph.loss);
    for (ValueId gradient : gradients(graph)) expect_near(gradient);
    const Metrics metrics = program->metrics();
    EXPECT_NEAR(metrics.loss, program->fetch(graph.loss).values[0], 1e-6);
    EXPECT_EQ(metrics.images, step < 2 ? kBatch : kImages - 2 * kBatch);
    EXPECT_EQ(metrics.skipped_steps, 0);
  }
  for (const auto& [name, tensor] : program->read()) {
    expected.expect_near(
        tensor, [&, name = name](Program& p) { return p.read().at(name); }, name);
  }
}

TEST_P(CudaProgram, PredictsAsTheReference) {
  const Graph graph = network()(Mode::inference), folded = fold_batch_norm(graph);
  const Build sequential = build(Order::sequential);
  const auto program = compile(graph, sequential);
  ErrorBand expected = reference(graph, sequential);
  program->run({.count = kSteps});
  expected.run({.count = kSteps});
  expected.expect_near(program->fetch(graph.logits), fetched(graph.logits), "logits");
  const Metrics got = program->metrics(), metrics = expected.exact().metrics();
  EXPECT_EQ(got.images, kImages);
  if (dtype() == DType::fp32) {
    EXPECT_NEAR(got.loss, metrics.loss, 1e-5 * metrics.loss);
    EXPECT_EQ(got.correct, metrics.correct);
  }

  const auto shorter = backend()(folded, images_, sequential);
  shorter->write(fold_batch_norm(graph, state()));
  shorter->run({.count = kSteps});
  expected.expect_near(shorter->fetch(folded.logits), fetched(graph.logits), "folded");
}

// Two steps as one graph, one of its own, and one of a smaller batch.
TEST_P(CudaProgram, CapturedIsEager) {
  const Graph graph = trained();
  images_ = random_images(7, graph.value(graph.images).shape, 3);
  Build pairs = build();
  pairs.batch = 2;
  expect_captured_is_eager(backend(), graph, images_, pairs, state());
}

TEST_P(CudaProgram, KeepsWhatIsWritten) {
  const Graph graph = trained();
  const auto program = compile(graph, build());
  const State written = state(), kept = program->read();
  ASSERT_EQ(kept.size(), written.size());
  for (const auto& [name, tensor] : written) {
    EXPECT_EQ(kept.at(name).shape, tensor.shape) << name;
    EXPECT_EQ(kept.at(name).values, tensor.values) << name;
  }
  EXPECT_THROW(program->fetch(graph.nodes.front().outputs[0]), std::invalid_argument);
  EXPECT_THROW(program->write({{"none", {{1}, {0}}}}), std::invalid_argument);
}

TEST_P(CudaProgram, RefusesStepsThatItDoesNotHave) {
  const Graph graph = trained();
  const auto program = compile(graph, build());
  const auto rate = rates(kSteps + 1);
  EXPECT_THROW(program->run({.count = kSteps + 1, .learning_rate = rate}), std::invalid_argument);
  EXPECT_THROW(program->run({.count = 1, .learning_rate = rate}), std::invalid_argument);
  EXPECT_THROW(program->run({.first = -1, .count = 1, .learning_rate = {rate.data(), 1}}),
               std::invalid_argument);
}

class Fp16CudaProgram : public CudaProgram {};

// Gradients beyond the range of fp16 move nothing and are counted.
TEST_P(Fp16CudaProgram, LeavesOutWhatOverflows) {
  const Graph graph = trained();
  const auto program = compile(graph, build());
  State large = state();
  const std::string last = graph.value(graph.parameters[graph.parameters.size() - 2].value).name;
  double next = 6e4;
  for (double& weight : large[last].values) weight = next = -next;
  program->write(large);
  const auto rate = rates(2);
  program->run({.count = 2, .learning_rate = rate});
  EXPECT_EQ(program->metrics().skipped_steps, 2);
  const State after = program->read();
  for (const Persistent& parameter : graph.parameters) {
    const std::string& name = graph.value(parameter.value).name;
    EXPECT_EQ(after.at(name).values, large.at(name).values) << name;
  }
}

// The groups that fp16 alone has are really taken.
TEST_P(Fp16CudaProgram, FoldsBatchNorm) {
  const auto program = compile(trained(), build());
  for (const char* group : {"norm_relu_convolution_statistics", "norm_relu_wgrad",
                            "dgrad_relu_norm_weights", "batch_norm_applied_add_relu"}) {
    EXPECT_EQ(program->implementation().find(group) != std::string::npos,
              GetParam().network == "wide")
        << group;
  }
}

std::vector<Subject> subjects(const std::vector<DType>& dtypes) {
  std::vector<Subject> subjects;
  for (const auto& [name, network] : small_networks()) {
    for (DType dtype : dtypes) subjects.push_back({name, dtype});
  }
  return subjects;
}

std::string subject_name(const testing::TestParamInfo<Subject>& info) {
  return info.param.network + '_' + std::string(name(info.param.dtype));
}

INSTANTIATE_TEST_SUITE_P(Networks, CudaProgram,
                         testing::ValuesIn(subjects({DType::fp32, DType::tf32, DType::bf16,
                                                     DType::fp16})),
                         subject_name);
INSTANTIATE_TEST_SUITE_P(Networks, Fp16CudaProgram, testing::ValuesIn(subjects({DType::fp16})),
                         subject_name);

}  // namespace
}  // namespace warpmark::nn
