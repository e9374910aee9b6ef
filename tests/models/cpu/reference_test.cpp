// The CPU's programs against the reference back end, on small networks.

#include "models/backends/cpu/lanes/program.h"
#include "models/backends/cpu/onednn/program.h"
#include "models/gradient.h"
#include "tests/models/cpu/back_end.h"
#include "tests/models/problem.h"

#include <cmath>

namespace warpmark::nn::cpu {
namespace {

struct Subject {
  std::string name;
  SmallNetwork network;
  Compile compile;
  int threads;
};

void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name; }

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  for (const SmallNetwork& network : small_networks()) {
    for (const int threads : {1, 3}) {
      const std::string suffix = std::string("_") + network.name + "_" + std::to_string(threads);
      all.push_back({"onednn" + suffix, network, compile_onednn, threads});
      if (!network.batch_norm) all.push_back({"lanes" + suffix, network, compile_lanes, threads});
    }
  }
  return all;
}

class CpuAgainstReference : public testing::TestWithParam<Subject> {
 protected:
  static constexpr Index kBatch = 19, kImages = 43;  // batches of 19, 19 and 5

  const Subject& subject = GetParam();
  const SmallNetwork& network = subject.network;
  ImageSet images = random_images(kImages, network.image, network.classes);
  Build build{.batch = kBatch,
              .augmentation = Augmentation::crop_flip,
              .seed = 7,
              .threads = subject.threads};

  std::unique_ptr<Program> reference(const Graph& graph) const {
    Build wide = build;
    wide.dtype = DType::fp64;
    wide.threads = 1;
    return compile_reference(graph, images, wide);
  }

  /// Runs steps of an epoch on both and compares what they say of them.
  void run(Program& program, Program& reference, Steps steps) const {
    const std::vector<float> rate = rates(steps.count);
    steps.learning_rate = rate;
    program.run(steps);
    reference.run(steps);
    const Metrics found = program.metrics(), expected = reference.metrics();
    EXPECT_EQ(found.images, expected.images);
    EXPECT_EQ(found.correct, expected.correct);
    EXPECT_NEAR(found.loss, expected.loss, 1e-5 * expected.loss);
  }

  void expect_values(const Graph& graph, Program& program, Program& reference) const {
    std::vector<ValueId> values = gradients(graph);
    values.insert(values.end(), {graph.logits, graph.loss, graph.correct});
    for (const ValueId value : values) {
      EXPECT_LT(distance(program.fetch(value), reference.fetch(value)), 2e-5)
          << graph.value(value).name;
    }
  }
};

TEST_P(CpuAgainstReference, Trains) {
  const Graph graph = differentiate(network.build(Builder::Mode::training), {0.9});
  const auto program = subject.compile(graph, images, build), reference = this->reference(graph);
  program->write(start(graph));
  reference->write(start(graph));
  run(*program, *reference, {.epoch = 2, .first = 1, .count = 1});
  expect_values(graph, *program, *reference);
  run(*program, *reference, {.epoch = 2, .first = 2, .count = 1});  // the last, smaller batch
  expect_values(graph, *program, *reference);
  run(*program, *reference, {.epoch = 3, .first = 0, .count = 3});
  const State state = program->read();
  for (const auto& [name, tensor] : reference->read())
    EXPECT_LT(distance(state.at(name), tensor), 1e-4) << name;
}

TEST_P(CpuAgainstReference, Predicts) {
  const Graph plain = network.build(Builder::Mode::inference);
  const State state = start(plain);
  for (const bool folded : {false, true}) {
    const Graph graph = folded ? fold_batch_norm(plain) : plain;
    const auto program = subject.compile(graph, images, build), reference = this->reference(graph);
    const State own = folded ? fold_batch_norm(plain, state) : state;
    program->write(own);
    reference->write(own);
    run(*program, *reference, {.epoch = 1, .count = 3});
    EXPECT_LT(distance(program->fetch(graph.logits), reference->fetch(graph.logits)), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Networks, CpuAgainstReference, testing::ValuesIn(subjects()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace warpmark::nn::cpu
