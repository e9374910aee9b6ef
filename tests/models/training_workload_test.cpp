#include "models/training_workload.h"

#include "harness/error.h"
#include "harness/runner.h"
#include "models/backends/reference/reference.h"
#include "models/specs.h"
#include "tests/files.h"
#include "tests/models/tiny.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace warpmark::nn {
namespace {

using testing::HasSubstr;
using testing_support::tiny_recipe;
using testing_support::tiny_source;

/// Axes with other values than their first.
using Sets = std::vector<std::pair<std::string, warpmark::Value>>;

/// A benchmark of the tiny network on the reference back end, or on another.
BenchmarkSpec tiny_spec(Pass pass, const Compile& compile = compile_reference,
                        const ImageSource& images = tiny_source()) {
  BenchmarkSpec spec = network_spec(tiny_recipe(), pass, images);
  Variant& reference = spec.variants[0];
  reference.name = "reference";
  reference.supports = [](const Params&) { return true; };
  reference.make = training_factory(tiny_recipe(), pass, compile);
  spec.variants.resize(1);
  return spec;
}

/// The reference back end, spoilt.
class Spoilt : public Program {
 public:
  explicit Spoilt(std::unique_ptr<Program> inner) : inner_(std::move(inner)) {}
  void write(const State& state) override { inner_->write(state); }
  State read() override { return inner_->read(); }
  void run(const Steps& steps) override { inner_->run(steps); }
  Metrics metrics() override { return inner_->metrics(); }
  Tensor fetch(ValueId value) override { return inner_->fetch(value); }
  std::string implementation() const override { return inner_->implementation(); }

 private:
  std::unique_ptr<Program> inner_;
};

template <class Kind>
Compile spoilt() {
  return [](const Graph& graph, const ImageSet& images, const Build& build) {
    return std::make_unique<Kind>(compile_reference(graph, images, build));
  };
}

struct TrainingTest : testing::Test {
  Loader loader{"/nonexistent"};
  Environment environment = query_environment({}, "no CUDA driver", {});
  RunOptions options{.sampling = {.warmup_time_s = 0}, .threads = 2, .seed = 5};

  static Case make_case(const BenchmarkSpec& spec, Timing timing, const Sets& sets = {}) {
    Case c{&spec, &spec.variants[0], grid(spec.axes)[0], timing, {}, "training", 0.02};
    for (const auto& [axis, value] : sets) c.params.set(axis, value);
    return c;
  }

  Result measure(const BenchmarkSpec& spec, Timing timing, const Sets& sets = {}) {
    return Runner(options, environment, loader).measure(make_case(spec, timing, sets));
  }
};

TEST_F(TrainingTest, EpochsAreSampledExactlyWithWhatEachHasShown) {
  const Result row = measure(tiny_spec(Pass::training), Timing::epoch, {{"epochs", 4}});
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.case_id,
            "train_tiny.reference.dtype=fp64.batch=8.epochs=4.data=synthetic.timing=epoch");
  EXPECT_EQ(row.verified, true);
  ASSERT_EQ(row.sample_list.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const Sample& sample = row.sample_list[i];
    EXPECT_EQ(sample.counters.at("epoch"), static_cast<double>(i + 1));
    EXPECT_DOUBLE_EQ(sample.counters.at("images_per_s"), 50 / sample.seconds);
    EXPECT_FALSE(sample.counters.contains("validation_accuracy_pct"));
    EXPECT_GE(sample.counters.at("train_accuracy_pct"), 0);
  }
  EXPECT_LT(row.sample_list[3].counters.at("loss"), row.sample_list[0].counters.at("loss"));
  EXPECT_GT(row.sample_list[3].counters.at("test_accuracy_pct"), 90);
  for (const auto& [name, value] : row.sample_list[3].counters) {
    EXPECT_EQ(row.counters.at(name), value) << name;
  }
  EXPECT_EQ(row.items, 50);
  EXPECT_GT(row.flops.value(), 0);
  EXPECT_NE(row.implementation, "");
}

TEST_F(TrainingTest, TimeToAccuracyIsTheSumOfTheEpochsUntilThen) {
  const Result row = measure(tiny_spec(Pass::training), Timing::epoch, {{"epochs", 8}});
  double seconds = 0;
  for (const Sample& sample : row.sample_list) {
    seconds += sample.seconds;
    if (sample.counters.at("test_accuracy_pct") >= 98) break;
  }
  ASSERT_TRUE(row.counters.contains("seconds_to_98_pct"));
  EXPECT_DOUBLE_EQ(row.counters.at("seconds_to_98_pct"), seconds);
}

TEST_F(TrainingTest, StepsAreSampledUntilTheirTimeIsKnown) {
  const Result row = measure(tiny_spec(Pass::training), Timing::step);
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.items, 8);
  ASSERT_FALSE(row.sample_list.empty());  // how many depends on the machine
  const Sample& last = row.sample_list.back();
  EXPECT_TRUE(std::isfinite(last.counters.at("loss")));
  EXPECT_DOUBLE_EQ(last.counters.at("images_per_s"), 8 / last.seconds);
  EXPECT_FALSE(row.counters.contains("test_accuracy_pct"));
}

TEST_F(TrainingTest, AStepThatIsLongerThanItsTimeHasOneSampleAndNoInterval) {
  const BenchmarkSpec spec = tiny_spec(Pass::training);
  Case c = make_case(spec, Timing::step);
  c.max_time_s = 0;
  const Result row = Runner(options, environment, loader).measure(c);
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.samples, 1);
  EXPECT_EQ(row.converged, false);
  EXPECT_TRUE(row.median_s && !row.ci_lo_s && !row.ci_hi_s);
}

TEST_F(TrainingTest, HeldOutImagesAreValidatedOn) {
  const Result row =
      measure(tiny_spec(Pass::training), Timing::epoch, {{"epochs", 1}, {"validation", 10}});
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.items, 40);
  EXPECT_TRUE(row.sample_list[0].counters.contains("validation_accuracy_pct"));
}

/// Those that hold some out too, and one of another benchmark.
TEST_F(TrainingTest, AllCasesWorkOnTheSameImages) {
  Recipe recipe = tiny_recipe();
  int loads = 0;
  recipe.load = [&](const std::filesystem::path&, int) {
    ++loads;
    return testing_support::tiny_data();
  };
  const ImageSource images =
      find_images(recipe, {}, std::make_shared<ImageShelf>(ImageShelf::Keep::facts_and_images));
  const BenchmarkSpec training = tiny_spec(Pass::training, compile_reference, images);
  for (const Index held_out : {0, 10, 0}) {
    const Result row = measure(training, Timing::epoch, {{"epochs", 1}, {"validation", held_out}});
    EXPECT_EQ(row.status, Status::ok) << row.message;
    EXPECT_EQ(row.items, 50 - held_out);
  }
  EXPECT_EQ(measure(training, Timing::step).status, Status::ok);
  const BenchmarkSpec inference = tiny_spec(Pass::inference, compile_reference, images);
  EXPECT_EQ(measure(inference, Timing::step).status, Status::ok);
  EXPECT_EQ(loads, 1);
}

TEST_F(TrainingTest, AScheduleChangesWhatIsLearnt) {
  const BenchmarkSpec spec = tiny_spec(Pass::training);
  const auto loss = [&](const char* schedule, Index warmup) {
    const Result row =
        measure(spec, Timing::epoch, {{"epochs", 2}, {"schedule", schedule}, {"warmup", warmup}});
    EXPECT_EQ(row.status, Status::ok) << row.message;
    return row.counters.at("loss");
  };
  EXPECT_EQ(loss("constant", 0), loss("constant", 0));
  EXPECT_NE(loss("constant", 0), loss("cosine", 0));
  EXPECT_NE(loss("constant", 0), loss("constant", 1));
}

TEST_F(TrainingTest, TheHashIsOfDataEpochsAugmentationAndSchedule) {
  const BenchmarkSpec spec = tiny_spec(Pass::training);
  BenchmarkSpec other = network_spec(tiny_recipe(), Pass::training, tiny_source("tiny:real:d1"));
  std::set<std::string> hashes{make_case(spec, Timing::epoch).hash()};
  EXPECT_TRUE(hashes.insert(make_case(other, Timing::epoch).hash()).second);
  for (const auto& [axis, value] : Sets{{"epochs", 3},
                                        {"augment", "crop_flip"},
                                        {"schedule", "step"},
                                        {"warmup", 2},
                                        {"validation", 10},
                                        {"batch", 4}}) {
    EXPECT_TRUE(hashes.insert(make_case(spec, Timing::epoch, {{axis, value}}).hash()).second)
        << axis;
  }
  EXPECT_EQ(make_case(spec, Timing::epoch).hash(),
            make_case(tiny_spec(Pass::training), Timing::epoch).hash());
}

/// Its third epoch is not a number.
class Diverging : public Spoilt {
 public:
  using Spoilt::Spoilt;
  void run(const Steps& steps) override {
    epoch_ = steps.epoch;
    Spoilt::run(steps);
  }
  Metrics metrics() override {
    Metrics metrics = Spoilt::metrics();
    if (epoch_ == 2) metrics.loss = std::nan("");
    return metrics;
  }

 private:
  Index epoch_ = 0;
};

TEST_F(TrainingTest, ALossThatIsNotFiniteFailsTheRow) {
  const BenchmarkSpec spec = tiny_spec(Pass::training, spoilt<Diverging>());
  EXPECT_EQ(measure(spec, Timing::epoch, {{"epochs", 2}}).status, Status::ok);
  const Result row = measure(spec, Timing::epoch, {{"epochs", 4}});
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.verified, false);
  EXPECT_EQ(row.message, "epoch 3: the loss is nan");
  EXPECT_FALSE(row.median_s || row.samples);
}

/// One weight of many does not move.
class Stuck : public Spoilt {
 public:
  using Spoilt::Spoilt;
  void write(const State& state) override {
    before_ = state;
    Spoilt::write(state);
  }
  State read() override {
    State state = Spoilt::read();
    if (before_.contains("conv.weight")) {
      state.at("conv.weight").values[17] = before_.at("conv.weight").values[17];
    }
    return state;
  }

 private:
  State before_;
};

/// The images of a batch are mixed up.
class MixedUp : public Spoilt {
 public:
  using Spoilt::Spoilt;
  Tensor fetch(ValueId value) override {
    Tensor tensor = Spoilt::fetch(value);
    std::rotate(tensor.values.begin(), tensor.values.begin() + 3, tensor.values.end());
    return tensor;
  }
};

/// The last image is left out.
class Short : public Spoilt {
 public:
  using Spoilt::Spoilt;
  Metrics metrics() override {
    Metrics metrics = Spoilt::metrics();
    --metrics.images;
    return metrics;
  }
};

TEST_F(TrainingTest, AWrongGradientIsFoundBeforeAnythingIsTimed) {
  const Result row = measure(tiny_spec(Pass::training, spoilt<Stuck>()), Timing::step);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.verified, false);
  EXPECT_THAT(row.message, HasSubstr("change of conv: of norm "));
}

TEST_F(TrainingTest, LogitsOfAnotherImageAreFound) {
  for (const Pass pass : {Pass::training, Pass::inference}) {
    const Result row = measure(tiny_spec(pass, spoilt<MixedUp>()), Timing::step);
    EXPECT_EQ(row.status, Status::failed);
    EXPECT_THAT(row.message, HasSubstr("logits: of norm "));
  }
}

TEST_F(TrainingTest, AnImageThatIsNotCountedIsFound) {
  const Result row = measure(tiny_spec(Pass::training, spoilt<Short>()), Timing::step);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_EQ(row.message, "7 of 8 images were counted");
}

TEST_F(TrainingTest, InferenceFoldsBatchNormAndIsVerified) {
  const Result row = measure(tiny_spec(Pass::inference), Timing::step);
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.verified, true);
  EXPECT_EQ(row.items, 8);
}

TEST_F(TrainingTest, SingleImagesAreAThousandSamplesForTheirLatency) {
  const Result row = measure(tiny_spec(Pass::inference), Timing::step, {{"batch", 1}});
  ASSERT_EQ(row.status, Status::ok) << row.message;
  EXPECT_EQ(row.samples, 1000);
  EXPECT_EQ(row.iterations, 1);
  EXPECT_GE(row.p99_s.value(), row.median_s.value());
}

TEST_F(TrainingTest, ABatchOfMoreImagesThanThereAreIsSkipped) {
  for (const Pass pass : {Pass::training, Pass::inference}) {
    const Result row = measure(tiny_spec(pass), Timing::step, {{"batch", 64}});
    EXPECT_EQ(row.status, Status::skipped);
    EXPECT_THAT(row.message, HasSubstr("a batch of 64 from"));
  }
}

/// Interrupted in its third epoch, unless it is allowed to go on.
class Interruptible : public Diverging {
 public:
  using Diverging::Diverging;
  static inline thread_local bool interrupted = false;
  void run(const Steps& steps) override {
    if (interrupted && steps.epoch == 2) throw Interrupted(2);
    Spoilt::run(steps);
  }
  Metrics metrics() override { return Spoilt::metrics(); }
};

struct CheckpointedTest : TrainingTest {
  const TemporaryFolder temporary;
  const std::filesystem::path folder = temporary.path();
};

TEST_F(CheckpointedTest, InterruptedTrainingKeepsItsEpochsAndGoesOnBitForBit) {
  const BenchmarkSpec spec = tiny_spec(Pass::training, spoilt<Interruptible>());
  const Sets four = {{"epochs", 4}};
  const Result whole = measure(spec, Timing::epoch, four);
  ASSERT_EQ(whole.sample_list.size(), 4u) << whole.message;

  options.checkpoints = folder;
  Interruptible::interrupted = true;
  EXPECT_THROW(measure(spec, Timing::epoch, four), Interrupted);
  Interruptible::interrupted = false;
  const Result rest = measure(spec, Timing::epoch, four);
  ASSERT_EQ(rest.status, Status::ok) << rest.message;
  ASSERT_EQ(rest.sample_list.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    for (const char* counter : {"epoch", "loss", "train_accuracy_pct", "test_accuracy_pct"}) {
      EXPECT_EQ(rest.sample_list[i].counters.at(counter),
                whole.sample_list[i + 2].counters.at(counter))
          << counter;
    }
  }
  EXPECT_THAT(rest.implementation, HasSubstr("went on with train_tiny.reference."));

  const Result done = measure(spec, Timing::epoch, four);
  EXPECT_EQ(done.status, Status::skipped);
  EXPECT_THAT(done.message, HasSubstr(".safetensors has all 4 epochs behind it"));
}

TEST_F(CheckpointedTest, ACheckpointThatDoesNotFitFailsAndSaysWhere) {
  const BenchmarkSpec spec = tiny_spec(Pass::training);
  options.checkpoints = folder;
  ASSERT_EQ(measure(spec, Timing::epoch, {{"epochs", 1}}).status, Status::ok);
  options.seed = 6;
  const Result row = measure(spec, Timing::epoch, {{"epochs", 1}});
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(row.message, HasSubstr(".safetensors: checkpoint: it is of seed 5, not 6"));
}

TEST_F(CheckpointedTest, StepsLeaveNothingBehind) {
  options.checkpoints = folder;
  ASSERT_EQ(measure(tiny_spec(Pass::training), Timing::step).status, Status::ok);
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

TEST(TrainingFactories, AreThoseOfEveryBenchmarkOfNetworks) {
  const Factories factories = training_factories("reference", compile_reference);
  for (const BenchmarkSpec& spec : network_specs("/nonexistent")) {
    EXPECT_TRUE(factories.contains(spec.name + ".reference")) << spec.name;
  }
  EXPECT_EQ(factories.size(), network_specs("/nonexistent").size());
  EXPECT_NO_THROW(training_factory("train_mnist", compile_reference));
  EXPECT_THROW(training_factory("train_nothing", compile_reference), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark::nn
