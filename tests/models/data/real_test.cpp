// The real files, where they are: $WARPMARK_DATA, else shared/data beside the source tree.

#include "models/data/inspect.h"
#include "models/data/load.h"
#include "tests/models/real_data.h"

#include <gtest/gtest.h>

#include <array>

namespace warpmark::nn {
namespace {

std::array<int, 10> per_class(const ImageSet& set) {
  std::array<int, 10> counts{};
  for (const std::uint16_t label : set.labels) ++counts.at(label);
  return counts;
}

/// Of channel c, as a share of 255.
double mean(const ImageSet& set, Index c) {
  const Index plane = set.height * set.width;
  double sum = 0;
  for (Index i = 0; i < set.count; ++i) {
    const auto begin = set.images.begin() + i * set.image_bytes() + c * plane;
    for (auto byte = begin; byte != begin + plane; ++byte) sum += *byte;
  }
  return sum / static_cast<double>(set.count * plane) / 255;
}

TEST(RealData, MnistIsWhatItShouldBe) {
  const auto folder = real_data("mnist");
  if (!folder) GTEST_SKIP() << "no MNIST here";
  const DataSet data = load("mnist", *folder, 1);
  EXPECT_EQ(data.origin, Origin::real);
  EXPECT_EQ(per_class(data.train),
            (std::array{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}));
  EXPECT_EQ(per_class(data.test),
            (std::array{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}));
  // Which every framework's examples normalise with.
  EXPECT_NEAR(mean(data.train, 0), 0.1307, 0.0001);
  EXPECT_EQ(data.train.labels[0], 5);
  EXPECT_EQ(data.test.labels[0], 7);
}

TEST(RealData, MnistIsAsPublished) {
  const auto folder = real_data("mnist");
  if (!folder) GTEST_SKIP() << "no MNIST here";
  const SetReport report = inspect("mnist", *folder, true);
  EXPECT_EQ(report.fault, "");
  ASSERT_EQ(report.files.size(), 4u);
  for (const FileReport& file : report.files) EXPECT_EQ(file.match, Match::published) << file.file;
}

TEST(RealData, Cifar10IsWhatItShouldBe) {
  const auto folder = real_data("cifar10");
  if (!folder) GTEST_SKIP() << "no CIFAR-10 here";
  const DataSet data = load("cifar10", *folder, 1);
  for (const int count : per_class(data.train)) EXPECT_EQ(count, 5000);
  for (const int count : per_class(data.test)) EXPECT_EQ(count, 1000);
  EXPECT_NEAR(mean(data.train, 0), 0.49140, 0.00001);
  EXPECT_NEAR(mean(data.train, 1), 0.48216, 0.00001);
  EXPECT_NEAR(mean(data.train, 2), 0.44653, 0.00001);
}

/// Whoever packed the archive, the files to train on must be the published ones; the test images
/// are named for what they are.
TEST(RealData, Cifar10IsNamedForWhatItIs) {
  const auto folder = real_data("cifar10");
  if (!folder) GTEST_SKIP() << "no CIFAR-10 here";
  const SetReport report = inspect("cifar10", *folder, true);
  EXPECT_EQ(report.fault, "");
  int batches = 0;
  for (const FileReport& file : report.files) {
    if (file.file.find("data_batch_") == std::string::npos) continue;
    EXPECT_EQ(file.match, Match::published) << file.file;
    ++batches;
  }
  EXPECT_EQ(batches, 5);
}

}  // namespace
}  // namespace warpmark::nn
