#include "models/data/synthetic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace warpmark::nn {
namespace {

using Pixels = std::vector<double>;

Pixels image(const ImageSet& set, Index i) {
  const auto begin = set.images.begin() + i * set.image_bytes();
  return {begin, begin + set.image_bytes()};
}

std::vector<Pixels> class_means(const ImageSet& set) {
  std::vector<Pixels> means(static_cast<std::size_t>(set.classes),
                            Pixels(static_cast<std::size_t>(set.image_bytes())));
  std::vector<double> counts(means.size());
  for (Index i = 0; i < set.count; ++i) {
    const std::size_t label = set.labels[static_cast<std::size_t>(i)];
    const Pixels pixels = image(set, i);
    ++counts[label];
    for (std::size_t p = 0; p < pixels.size(); ++p) means[label][p] += pixels[p];
  }
  for (std::size_t label = 0; label < means.size(); ++label) {
    for (double& value : means[label]) value /= counts[label];
  }
  return means;
}

double squared_distance(const Pixels& a, const Pixels& b) {
  double sum = 0;
  for (std::size_t p = 0; p < a.size(); ++p) sum += (a[p] - b[p]) * (a[p] - b[p]);
  return sum;
}

/// Per cent of the images of `test` whose class has the nearest mean in `train`.
double nearest_mean_accuracy(const ImageSet& train, const ImageSet& test) {
  const std::vector<Pixels> means = class_means(train);
  Index right = 0;
  for (Index i = 0; i < test.count; ++i) {
    const Pixels pixels = image(test, i);
    const auto nearest = std::min_element(means.begin(), means.end(), [&](auto& a, auto& b) {
      return squared_distance(pixels, a) < squared_distance(pixels, b);
    });
    right += nearest - means.begin() == test.labels[static_cast<std::size_t>(i)];
  }
  return 100.0 * static_cast<double>(right) / static_cast<double>(test.count);
}

/// Much better than chance, 10 %; but what the eye sees at once is not a matter of single pixels.
TEST(Synthetic, CanBeLearntButNotFromSinglePixels) {
  const double grey = nearest_mean_accuracy(draw_digits("mnist train", 4000, 1, 28, 2),
                                            draw_digits("mnist test", 1000, 1, 28, 2));
  EXPECT_GT(grey, 40);
  EXPECT_LT(grey, 80);
  const double colour = nearest_mean_accuracy(draw_digits("cifar10 train", 4000, 3, 32, 2),
                                              draw_digits("cifar10 test", 1000, 3, 32, 2));
  EXPECT_GT(colour, 20);
  EXPECT_LT(colour, 60);
}

TEST(Synthetic, HasTheShapesOfTheRealSets) {
  const DataSet data = synthetic_mnist(2);
  EXPECT_EQ(data.name, "mnist");
  EXPECT_EQ(data.origin, Origin::synthetic);
  EXPECT_EQ(data.train.count, 60000);
  EXPECT_EQ(data.test.count, 10000);
  EXPECT_EQ(data.train.images.size(), 60000u * 784);
  EXPECT_EQ(data.test.labels.size(), 10000u);
  std::array<int, 10> counts{};
  for (const std::uint16_t label : data.train.labels) ++counts.at(label);
  for (const int count : counts) EXPECT_NEAR(count, 6000, 4 * 74);  // √(6000 · 0.9) = 74
}

TEST(Synthetic, AnImageIsItsOwn) {
  const ImageSet one = draw_digits("mnist train", 300, 1, 28, 1);
  const ImageSet two = draw_digits("mnist train", 500, 1, 28, 2);
  EXPECT_EQ(one.images, part(two, 0, 300).images);
  EXPECT_EQ(one.labels, part(two, 0, 300).labels);
  EXPECT_NE(one.images, draw_digits("mnist test", 300, 1, 28, 1).images);
}

/// Figures that every later version and every machine has to give: they are in case hashes.
TEST(Synthetic, IsFrozen) {
  const auto described = [](Index channels, Index side) {
    const ImageSet set = draw_digits("frozen", 100, channels, side, 2);
    return describe({"digits", Origin::synthetic, set, {}, set});
  };
  EXPECT_EQ(described(1, 28), "digits:synthetic:d802fe5c4c568");
  EXPECT_EQ(described(3, 32), "digits:synthetic:d148732e7d802");
  EXPECT_EQ(describe(synthetic_imagenet(3, 1, 2)), "imagenet:synthetic:d146d6282cb14");
}

TEST(Synthetic, ImageNetHasAThousandClasses) {
  const DataSet data = synthetic_imagenet(20, 10, 2);
  EXPECT_EQ(data.train.image_bytes(), 3 * 224 * 224);
  EXPECT_EQ(data.train.classes, 1000);
  EXPECT_GT(*std::max_element(data.train.labels.begin(), data.train.labels.end()), 255);
  const auto [least, most] =
      std::minmax_element(data.train.images.begin(), data.train.images.end());
  EXPECT_EQ(*least, 0);
  EXPECT_EQ(*most, 255);
}

}  // namespace
}  // namespace warpmark::nn
