#include "models/trainer.h"

#include "harness/error.h"
#include "models/backends/reference/reference.h"
#include "tests/files.h"
#include "tests/models/tiny.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace warpmark::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FakeBackEnd;
using testing_support::FakeProgram;
using testing_support::identity;
using testing_support::tiny_data;
using testing_support::tiny_network;

const Build kBuild{.dtype = DType::fp64, .batch = 8, .seed = 3};

Trainer::Settings settings(const Schedule& schedule = {.rate = 0.1, .epochs = 4}) {
  return {tiny_network, {.momentum = 0.9}, schedule};
}

struct OnFakes : testing::Test {
  FakeBackEnd fakes;
  DataSet data = tiny_data();

  Trainer trainer(const Schedule& schedule = {.rate = 0.1, .epochs = 4}) {
    return {settings(schedule), data, kBuild, fakes.compile()};
  }
};

TEST_F(OnFakes, AnEpochIsAllItsStepsAndThenAllOfTheTestImages) {
  Trainer training = trainer({.decay = Decay::step, .rate = 1, .epochs = 4});
  ASSERT_EQ(fakes.programs(), 2u);
  const FakeProgram::Log &train = fakes.program(0), &test = fakes.program(1);
  EXPECT_EQ(train.build.order, Order::shuffled);
  EXPECT_EQ(test.build.order, Order::sequential);
  for (Index epoch = 0; epoch < 4; ++epoch) {
    training.run_epoch();
    ASSERT_EQ(train.runs.size(), static_cast<std::size_t>(epoch) + 1);
    EXPECT_EQ(test.runs.size(), static_cast<std::size_t>(epoch));
    training.end_epoch(1);
    const FakeProgram::Run& run = train.runs.back();
    EXPECT_EQ(run.epoch, epoch);
    EXPECT_EQ(run.first, 0);
    EXPECT_EQ(run.count, 7);  // 50 images in batches of 8, the last of 2
    EXPECT_EQ(run.rates, std::vector<float>(7, epoch < 2 ? 1.0F : epoch < 3 ? 0.1F : 0.01F));
    EXPECT_EQ(test.runs.back().count, 3);
    EXPECT_TRUE(test.runs.back().rates.empty());
  }
}

TEST_F(OnFakes, ABatchNormOfSingleElementsIsRefused) {
  const auto shrunk = [](Builder::Mode mode) {
    Builder b({1, 6, 6}, mode);
    const ValueId x = b.convolution(b.images(), "conv", 4, {.size = 6}, Builder::Bias::without);
    return b.finish(b.linear(b.batch_norm(x, "bn"), "fc", 3));
  };
  const auto train = [&](Index images, const Network& network) {
    const DataSet some = tiny_data(images);
    Trainer(Trainer::Settings{network, {.momentum = 0.9}, {}}, some, kBuild, fakes.compile());
  };
  EXPECT_THAT([&] { train(17, shrunk); },
              testing::ThrowsMessage<Unsupported>(HasSubstr("last batch of 17 images by 8 is")));
  EXPECT_NO_THROW(train(16, shrunk));
  EXPECT_NO_THROW(train(17, tiny_network));
}

TEST_F(OnFakes, EvaluationIsOfTheStateAfterTheEpoch) {
  Trainer training = trainer();
  training.run_epoch();
  training.end_epoch(1);
  EXPECT_EQ(fakes.program(1).written.size(), 1u);
}

TEST_F(OnFakes, AnEpochIsRecorded) {
  data = split(data, 10);
  Trainer training = trainer();
  const auto answer = [&](std::size_t program, Metrics metrics) {
    fakes.program(program).metrics = [=](const FakeProgram::Log&) { return metrics; };
  };
  answer(0, {0.25, 40, 30, 2});
  answer(1, {0, 10, 6, 0});
  answer(2, {0, 20, 11, 0});
  training.run_epoch();
  const Epoch& epoch = training.end_epoch(1.5);
  EXPECT_EQ(epoch.number, 1);
  EXPECT_EQ(epoch.seconds, 1.5);
  EXPECT_EQ(epoch.loss, 0.25);
  EXPECT_EQ(epoch.train_accuracy_pct, 75);
  EXPECT_EQ(epoch.validation_accuracy_pct, 60);
  EXPECT_DOUBLE_EQ(epoch.test_accuracy_pct.value(), 55);
  EXPECT_EQ(epoch.skipped_steps, 2);
}

TEST_F(OnFakes, ImagesThatAreHeldOutAreNeverTrainedOn) {
  data = split(data, 10);
  Trainer training = trainer();
  std::set<Index> trained, validated;
  const ImageSet &train = *fakes.program(0).images, &held_out = *fakes.program(1).images;
  for (Index i = 0; i < train.count; ++i) trained.insert(identity(train, i));
  for (Index i = 0; i < held_out.count; ++i) validated.insert(identity(held_out, i));
  EXPECT_EQ(trained.size(), 40u);
  EXPECT_EQ(*trained.rbegin(), 39);
  EXPECT_EQ(validated.size(), 10u);
  EXPECT_EQ(*validated.begin(), 40);
  training.run_epoch();
  EXPECT_EQ(fakes.program(0).runs.back().count, 5);
}

TEST_F(OnFakes, StepsAreOfWholeBatchesAndBeginAnew) {
  Trainer training = trainer();
  training.run_steps(4);
  training.run_steps(7);
  std::vector<std::pair<Index, Index>> ran;
  for (const FakeProgram::Run& run : fakes.program(0).runs) {
    ran.emplace_back(run.first, run.count);
    EXPECT_EQ(run.rates.size(), static_cast<std::size_t>(run.count));
  }
  EXPECT_THAT(ran, ElementsAre(std::pair(0, 4), std::pair(4, 2), std::pair(0, 5)));
}

TEST_F(OnFakes, ALossThatIsNotFiniteIsAWrongResult) {
  Trainer training = trainer();
  for (const double loss : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    fakes.program(0).metrics = [=](const FakeProgram::Log&) { return Metrics{loss, 50, 0, 0}; };
    EXPECT_THROW(training.end_steps(), WrongResult);
    try {
      training.run_epoch();
      training.end_epoch(1);
      FAIL();
    } catch (const WrongResult& error) {
      EXPECT_THAT(error.what(), HasSubstr("epoch 1: the loss is"));
    }
  }
}

TEST_F(OnFakes, TimeToAccuracyIsTheSumOfTheTrainingTimes) {
  Trainer training = trainer();
  const std::vector<Index> correct = {970, 979, 980, 950};
  std::size_t epoch = 0;
  fakes.program(1).metrics = [&](const FakeProgram::Log&) {
    return Metrics{0, 1000, correct[epoch++], 0};
  };
  for (int i = 0; i < 4; ++i) {
    training.run_epoch();
    training.end_epoch(2);
    EXPECT_EQ(training.seconds_to_accuracy().has_value(), i >= 2);
  }
  EXPECT_EQ(training.seconds_to_accuracy(), 6);
  training.reset();
  EXPECT_FALSE(training.seconds_to_accuracy());
}

TEST_F(OnFakes, WhatCameBeforeAResetCountsForNothing) {
  Trainer training = trainer();
  int asked = 0;
  fakes.program(0).metrics = [&](const FakeProgram::Log&) { return ++asked, Metrics{1, 1, 1, 0}; };
  training.run_steps(3);
  training.reset();
  EXPECT_EQ(asked, 1);
  training.run_steps(1);
  EXPECT_EQ(fakes.program(0).runs.back().first, 0);
}

/// The reference back end, on the same data.
struct Trained : testing::Test {
  DataSet data = tiny_data();
  Trainer trainer{settings({.decay = Decay::cosine, .rate = 0.1, .epochs = 4, .warmup_epochs = 1}),
                  data, kBuild, compile_reference};

  std::vector<Epoch> train(int epochs) {
    for (int i = 0; i < epochs; ++i) {
      trainer.run_epoch();
      trainer.end_epoch(1);
    }
    return trainer.epochs();
  }
};

TEST_F(Trained, LearnsWhatCanBeLearnt) {
  const std::vector<Epoch> epochs = train(4);
  EXPECT_LT(epochs[3].loss, epochs[0].loss);
  EXPECT_GT(epochs[3].test_accuracy_pct.value(), 90);
}

TEST_F(Trained, AResetTrainsTheSameAgain) {
  const std::vector<Epoch> first = train(2);
  trainer.run_steps(3);
  trainer.reset();
  const std::vector<Epoch> second = train(2);
  ASSERT_EQ(second.size(), 2u);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(first[i].loss, second[i].loss);
    EXPECT_EQ(first[i].test_accuracy_pct, second[i].test_accuracy_pct);
  }
}

TEST_F(Trained, ACheckpointGoesOnBitForBit) {
  train(2);
  const TemporaryFolder folder;
  const auto file = folder.path() / "some.safetensors";
  save_checkpoint(file, trainer.checkpoint());
  const std::vector<Epoch> whole = train(2);

  Trainer other{settings({.decay = Decay::cosine, .rate = 0.1, .epochs = 4, .warmup_epochs = 1}),
                data, kBuild, compile_reference};
  other.reset(load_checkpoint(file));
  EXPECT_EQ(other.epochs_behind(), 2);
  for (int i = 2; i < 4; ++i) {
    other.run_epoch();
    const Epoch& epoch = other.end_epoch(1);
    EXPECT_EQ(epoch.number, i + 1);
    EXPECT_EQ(epoch.loss, whole[static_cast<std::size_t>(i)].loss);
  }
  const State one = trainer.checkpoint().state, two = other.checkpoint().state;
  for (const auto& [name, tensor] : one) EXPECT_EQ(two.at(name).values, tensor.values) << name;
  EXPECT_EQ(other.checkpoint().metadata, trainer.checkpoint().metadata);
}

TEST_F(Trained, ACheckpointOfAnotherTrainingIsRefused) {
  const Checkpoint good = trainer.checkpoint();
  const auto complaint = [&](const Checkpoint& checkpoint) -> std::string {
    try {
      trainer.reset(checkpoint);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  };
  EXPECT_EQ(complaint(good), "nothing");
  Checkpoint bad = good;
  bad.metadata["seed"] = "4";
  EXPECT_THAT(complaint(bad), HasSubstr("seed 4, not 3"));
  bad.metadata["seed"] = "three";
  EXPECT_THAT(complaint(bad), HasSubstr("seed 'three' is no number"));
  bad = good;
  bad.metadata["images"] = "others";
  EXPECT_THAT(complaint(bad), HasSubstr("trained on others, not "));
  bad = good;
  bad.metadata.erase("epoch");
  EXPECT_THAT(complaint(bad), HasSubstr("has no epoch"));
  bad = good;
  bad.state.erase("fc.bias");
  EXPECT_THAT(complaint(bad), HasSubstr("no tensor 'fc.bias'"));
  bad = good;
  bad.state["fc.bias"].shape = {3, 1};
  EXPECT_THAT(complaint(bad), HasSubstr("'fc.bias' has the shape [3, 1], not [3]"));
  bad = good;
  bad.state["fc2.bias"] = {};
  EXPECT_THAT(complaint(bad), HasSubstr("the network has no 'fc2.bias'"));
}

}  // namespace
}  // namespace warpmark::nn
