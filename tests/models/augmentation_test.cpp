// What the axis `augment` of a benchmark does: it reaches the images that are trained on, and no
// others.

#include "harness/case.h"
#include "harness/stopwatch.h"
#include "models/backends/reference/reference.h"
#include "models/specs.h"
#include "models/training_workload.h"
#include "tests/models/tiny.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

using testing_support::FakeBackEnd;
using testing_support::tiny_recipe;

struct AugmentationTest : testing::Test {
  BenchmarkSpec spec =
      network_spec(tiny_recipe(), Pass::training, find_images(tiny_recipe(), "/nonexistent"));
  Queue queue;
  Ranks ranks;

  /// Training by epochs, with images held out.
  std::unique_ptr<Workload> make(const char* augment, const Compile& compile) {
    Case c{&spec, &spec.variants[0], grid(spec.axes)[0], Timing::epoch};
    c.params.set("augment", std::string(augment));
    c.params.set("validation", Index{10});
    Context context{c.device, queue, ranks, 1, {.timing = c.timing}, 5};
    return training_factory(tiny_recipe(), Pass::training, compile)(c.point(5), context);
  }

  std::map<std::string, double> first_epoch(const char* augment) {
    const auto workload = make(augment, compile_reference);
    workload->run();
    Sample sample{.seconds = 1};
    workload->annotate(sample);
    return sample.counters;
  }
};

TEST_F(AugmentationTest, IsOfTheImagesThatAreTrainedOn) {
  for (const auto& [word, wanted] :
       {std::pair{"none", Augmentation::none}, std::pair{"crop_flip", Augmentation::crop_flip}}) {
    FakeBackEnd fakes;
    make(word, fakes.compile());
    ASSERT_EQ(fakes.programs(), 3u);  // training, validation, test
    EXPECT_EQ(fakes.program(0).build.augmentation, wanted);
    EXPECT_EQ(fakes.program(1).build.augmentation, Augmentation::none);
    EXPECT_EQ(fakes.program(2).build.augmentation, Augmentation::none);
  }
}

TEST_F(AugmentationTest, ChangesWhatIsLearnt) {
  const auto plain = first_epoch("none"), augmented = first_epoch("crop_flip");
  EXPECT_EQ(first_epoch("crop_flip"), augmented);
  EXPECT_NE(plain.at("loss"), augmented.at("loss"));
}

}  // namespace
}  // namespace warpmark::nn
