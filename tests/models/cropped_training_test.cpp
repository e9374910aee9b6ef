// The axis `filters`: where it is, and that a case with cropped filters trains as the other, and
// computes less.

#include "harness/error.h"
#include "harness/runner.h"
#include "models/backends/reference/reference.h"
#include "models/specs.h"
#include "models/training_workload.h"
#include "tests/files.h"
#include "tests/models/tiny.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark::nn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The tiny network with a convolution of its 2×2 maps, of whose 3×3 taps four meet a pixel.
Graph wasteful_network(Builder::Mode mode) {
  Builder b({1, 6, 6}, mode);
  ValueId x = b.convolution(b.images(), "conv1", 4, {.size = 3});
  x = b.max_pool(b.relu(x), {.size = 2, .stride = 2});
  x = b.convolution(x, "conv2", 5, {.size = 3, .stride = 2, .padding = 1}, Builder::Bias::without);
  return b.finish(b.linear(b.relu(b.batch_norm(x, "bn2")), "fc", 3));
}

Recipe wasteful_recipe() {
  Recipe recipe = testing_support::tiny_recipe();
  recipe.network = wasteful_network;
  return recipe;
}

BenchmarkSpec spec_of(Pass pass) {
  BenchmarkSpec spec = network_spec(wasteful_recipe(), pass, testing_support::tiny_source());
  Variant& reference = spec.variants[0];
  reference.name = "reference";
  reference.supports = [](const Params&) { return true; };
  reference.make = training_factory(wasteful_recipe(), pass, compile_reference);
  spec.variants.resize(1);
  return spec;
}

struct CroppedTraining : testing::Test {
  Loader loader{"/nonexistent"};
  Environment environment = query_environment({}, "no CUDA driver", {});
  RunOptions options{.sampling = {.warmup_time_s = 0}, .threads = 2, .seed = 5};

  static Case make_case(const BenchmarkSpec& spec, Timing timing, const char* filters) {
    Case c{&spec, &spec.variants[0], grid(spec.axes)[0], timing, {}, "training", 0.02};
    c.params.set("filters", std::string(filters));
    if (c.params.has("epochs")) c.params.set("epochs", Index{3});
    return c;
  }

  Result measure(const BenchmarkSpec& spec, Timing timing, const char* filters) {
    return Runner(options, environment, loader).measure(make_case(spec, timing, filters));
  }
};

TEST_F(CroppedTraining, LearnsWhatTheWholeLearns) {
  const BenchmarkSpec spec = spec_of(Pass::training);
  const Result whole = measure(spec, Timing::epoch, "whole");
  const Result cropped = measure(spec, Timing::epoch, "cropped");
  for (const Result* row : {&whole, &cropped}) {
    ASSERT_EQ(row->status, Status::ok) << row->message;
    EXPECT_EQ(row->verified, true);
    ASSERT_EQ(row->sample_list.size(), 3u);
  }
  EXPECT_EQ(whole.case_id,
            "train_tiny.reference.dtype=fp64.batch=8.epochs=3.data=synthetic.timing=epoch");
  EXPECT_EQ(cropped.case_id,
            "train_tiny.reference.dtype=fp64.batch=8.epochs=3.filters=cropped.data=synthetic."
            "timing=epoch");
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    const auto &expected = whole.sample_list[epoch].counters,
               &counters = cropped.sample_list[epoch].counters;
    EXPECT_NEAR(counters.at("loss"), expected.at("loss"), 1e-12 * expected.at("loss"));
    EXPECT_EQ(counters.at("test_accuracy_pct"), expected.at("test_accuracy_pct"));
  }
}

/// Five taps of 5·4 filters, each at one position of its output: forward, and the gradients of
/// weights and input.
TEST_F(CroppedTraining, CountsWhatIsLeft) {
  const BenchmarkSpec training = spec_of(Pass::training), inference = spec_of(Pass::inference);
  const auto work = [](const BenchmarkSpec& spec, const char* filters) {
    return make_case(spec, Timing::step, filters).work();
  };
  const double taps = 5 * 5 * 4, batch = 8;
  EXPECT_EQ(work(training, "whole").flops - work(training, "cropped").flops, 2 * batch * 3 * taps);
  EXPECT_EQ(work(inference, "whole").flops - work(inference, "cropped").flops, 2 * batch * taps);
  // Parameters and velocities, read and written.
  EXPECT_EQ(work(training, "whole").bytes - work(training, "cropped").bytes, 4 * 4 * taps);
  EXPECT_NE(make_case(training, Timing::step, "whole").hash(),
            make_case(training, Timing::step, "cropped").hash());
  const auto footprint = [&](const char* filters) {
    const Case c = make_case(training, Timing::step, filters);
    return c.variant->footprint(c.params).host_bytes;
  };
  EXPECT_GT(footprint("whole"), footprint("cropped"));
}

TEST_F(CroppedTraining, PredictionsAreVerified) {
  const BenchmarkSpec spec = spec_of(Pass::inference);
  for (const char* filters : {"whole", "cropped"}) {
    const Result row = measure(spec, Timing::step, filters);
    ASSERT_EQ(row.status, Status::ok) << row.message;
    EXPECT_EQ(row.verified, true);
  }
}

TEST_F(CroppedTraining, AFileOfTheWholeNetworkIsRefusedWithBothShapes) {
  const TemporaryFolder temporary;
  const std::filesystem::path& folder = temporary.path();
  options.checkpoints = folder;
  const BenchmarkSpec spec = spec_of(Pass::training);
  const Result whole = measure(spec, Timing::epoch, "whole");
  const Case cropped = make_case(spec, Timing::epoch, "cropped");
  std::filesystem::rename(folder / (whole.case_id + ".safetensors"),
                          folder / (cropped.id() + ".safetensors"));
  const Result row = Runner(options, environment, loader).measure(cropped);
  EXPECT_EQ(row.status, Status::failed);
  EXPECT_THAT(row.message,
              HasSubstr("tensor 'conv2.weight' has the shape [5, 4, 3, 3], not [5, 4, 2, 2]"));
}

TEST(FiltersAxis, IsWhereTapsAreUnused) {
  std::vector<std::string> with;
  for (const BenchmarkSpec& spec : network_specs("/nonexistent")) {
    for (const Axis& axis : spec.axes) {
      if (axis.name != "filters") continue;
      with.push_back(spec.name);
      EXPECT_EQ(text(axis.unnamed.value()), "whole");
    }
  }
  EXPECT_THAT(with, ElementsAre("train_cifar10_resnet18", "infer_cifar10_resnet18"));
}

}  // namespace
}  // namespace warpmark::nn
