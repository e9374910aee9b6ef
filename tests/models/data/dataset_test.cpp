#include "models/data/dataset.h"

#include <gtest/gtest.h>

#include <functional>
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
  DataSet data{"mnist", Origin::real, five(), {}, five()};
  data = split(data, 2);
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
  const DataSet data{"mnist", Origin::real, five(), {}, five()};
  EXPECT_EQ(describe(data), "mnist:real:dcc8d0523b882");
  EXPECT_EQ(describe(split(data, 2)), describe(data));
  EXPECT_TRUE(describe({"cifar10", Origin::synthetic, five(), {}, five()})
                  .starts_with("cifar10:synthetic:d"));
}

/// Whatever is changed shows.
TEST(DataSet, DescriptionTellsOneFromAnother) {
  const DataSet data{"mnist", Origin::real, five(), {}, five()};
  const auto changed = [&](const std::function<void(DataSet&)>& change) {
    DataSet other = data;
    change(other);
    return describe(other);
  };
  EXPECT_NE(changed([](DataSet& other) { other.train.images[3] ^= 1; }), describe(data));
  EXPECT_NE(changed([](DataSet& other) { other.test.labels[4] = 256; }), describe(data));
  EXPECT_NE(changed([](DataSet& other) { other.train = part(other.train, 0, 4); }), describe(data));
  EXPECT_NE(changed([](DataSet& other) { std::swap(other.train.height, other.train.width); }),
            describe(data));
}

}  // namespace
}  // namespace warpmark::nn
