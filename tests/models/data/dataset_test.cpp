#include "models/data/dataset.h"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>

namespace warpmark::nn {
namespace {

/// Five images of two pixels, counted through.
ImageSet five() {
  ImageSet set{5, 1, 1, 2, 5, std::vector<std::uint8_t>(10), {4, 3, 2, 1, 0}};
  std::iota(set.images.begin(), set.images.end(), std::uint8_t{0});
  return set;
}

TEST(DataSet, PartHasItsImagesAndLabels) {
  const ImageSet middle = part(five(), 1, 2);
  EXPECT_EQ(middle.count, 2);
  EXPECT_EQ(middle.images, (std::vector<std::uint8_t>{2, 3, 4, 5}));
  EXPECT_EQ(middle.labels, (std::vector<std::uint16_t>{3, 2}));
  EXPECT_EQ(middle.classes, 5);
  EXPECT_EQ(part(five(), 5, 0).count, 0);
  EXPECT_THROW(part(five(), 4, 2), std::invalid_argument);
  EXPECT_THROW(part(five(), -1, 2), std::invalid_argument);
}

TEST(DataSet, SplitHoldsOutTheLast) {
  DataSet data{"mnist", Origin::real, "d1", five(), {}, five()};
  data = split(std::move(data), 2);
  EXPECT_EQ(data.train.count, 3);
  EXPECT_EQ(data.train.images.size(), 6u);
  EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{4, 3, 2}));
  EXPECT_EQ(data.validation.images, (std::vector<std::uint8_t>{6, 7, 8, 9}));
  EXPECT_EQ(data.validation.labels, (std::vector<std::uint16_t>{1, 0}));
  EXPECT_EQ(data.test.count, 5);
  EXPECT_THROW(split(data, 3), std::invalid_argument);
  EXPECT_THROW(split(data, -1), std::invalid_argument);
}

TEST(DataSet, SaysWhatItIs) {
  EXPECT_EQ((DataSet{"mnist", Origin::real, "d1", {}, {}, {}}.describe()), "mnist:real:d1");
  EXPECT_EQ((DataSet{"cifar10", Origin::synthetic, "d2", {}, {}, {}}.describe()),
            "cifar10:synthetic:d2");
}

}  // namespace
}  // namespace warpmark::nn
