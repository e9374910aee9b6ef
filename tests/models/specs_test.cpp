// The benchmarks of networks: how long a case may take, and what it is refused for.

#include "models/specs.h"

#include "harness/error.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace warpmark::nn {
namespace {

/// A step's, or an epoch's of all images, from the multiply-adds in docs/networks.md.
constexpr double kMnistStep = 2 * 1'297'500.0, kResNet50Step = 2 * 12'149'538'816.0;
constexpr double kSlow = 1e10;  // FLOP/s

struct SpecsTest : testing::Test {
  const std::vector<BenchmarkSpec> specs = network_specs("/nonexistent");

  const BenchmarkSpec& spec(const std::string& name) const {
    for (const BenchmarkSpec& spec : specs) {
      if (spec.name == name) return spec;
    }
    throw std::invalid_argument(name);
  }

  /// At the first point of the axes, with another batch.
  Sampling sampling(const std::string& name, Timing timing, Index batch) const {
    Params params = grid(spec(name).axes).front();
    params.set("batch", batch);
    return spec(name).sampling(params, timing);
  }
};

TEST_F(SpecsTest, AStepHangsByWhatItsBatchTakesOnASlowMachine) {
  const Sampling step = sampling("train_resnet50", Timing::step, 256);
  EXPECT_EQ(step.exactly, 0);
  EXPECT_DOUBLE_EQ(step.timeout_s, 600 + 6 * 256 * kResNet50Step / kSlow);
  EXPECT_GT(step.timeout_s, 4000) << "a single one takes ten minutes";
  EXPECT_DOUBLE_EQ(sampling("train_mnist", Timing::step, 64).timeout_s,
                   600 + 6 * 64 * kMnistStep / kSlow);
}

TEST_F(SpecsTest, CountedSamplesHangByAllOfThem) {
  const Sampling epochs = sampling("train_mnist", Timing::epoch, 1024);
  EXPECT_EQ(epochs.exactly, 10);
  EXPECT_DOUBLE_EQ(epochs.timeout_s, 600 + 10 * 60'000 * kMnistStep / kSlow);
  const Sampling latency = sampling("infer_mnist", Timing::step, 1);
  EXPECT_EQ(latency.exactly, 1000);
  EXPECT_DOUBLE_EQ(latency.timeout_s, 600 + 1000 * 2 * 480'500 / kSlow);
}

TEST_F(SpecsTest, SomeImagesMustBeLeftToTrainOn) {
  const BenchmarkSpec& mnist = spec("train_mnist");
  Params params = grid(mnist.axes).front();
  params.set("validation", Index{59'999});
  EXPECT_EQ(mnist.epoch_work(params).items, 1);
  params.set("validation", Index{60'000});
  for (const auto& work : {mnist.epoch_work, mnist.work}) {
    EXPECT_THAT([&] { work(params); },
                testing::ThrowsMessage<UsageError>(testing::AllOf(
                    testing::HasSubstr("validation=60000: mnist:synthetic"),
                    testing::HasSubstr("has 60000 training images: none is left to train on"))));
  }
}

}  // namespace
}  // namespace warpmark::nn
