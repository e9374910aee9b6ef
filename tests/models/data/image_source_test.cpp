#include "models/image_source.h"

#include "models/specs.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

namespace warpmark::nn {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ImageSourceTest : public DataTest {
 protected:
  void put_mnist() const {
    put("train-images-idx3-ubyte", idx_images(3, 28, 28));
    put("train-labels-idx1-ubyte", idx_labels({1, 2, 3}));
    put("t10k-images-idx3-ubyte", idx_images(2, 28, 28));
    put("t10k-labels-idx1-ubyte", idx_labels({4, 5}));
  }

  /// What is read after this was not kept.
  void spoil_mnist() const { put("train-labels-idx1-ubyte", "gone"); }

  std::vector<BenchmarkSpec> mnist_specs(const std::shared_ptr<ImageShelf>& shelf) const {
    std::vector<BenchmarkSpec> specs = network_specs(path(""), shelf);
    std::erase_if(specs, [](const BenchmarkSpec& s) { return !s.name.ends_with("_mnist"); });
    return specs;
  }
};

/// By the hash, by training and by inference, whichever asks first.
TEST_F(ImageSourceTest, FilesAreReadOnceForAllBenchmarks) {
  put_mnist();
  const auto specs = mnist_specs(std::make_shared<ImageShelf>());
  ASSERT_EQ(specs.size(), 2u);
  EXPECT_THAT(specs[0].data.describe(), StartsWith("mnist:real:d"));
  spoil_mnist();
  const auto all = std::static_pointer_cast<const DataSet>(specs[0].data.load(1));
  EXPECT_EQ(all->train.labels, (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_EQ(all->test.count, 2);
  EXPECT_EQ(specs[1].data.load(2), all);
  EXPECT_EQ(specs[1].data.describe(), specs[0].data.describe());
}

TEST_F(ImageSourceTest, WithoutAShelfNothingIsKept) {
  put_mnist();
  const auto specs = mnist_specs(nullptr);
  const std::string described = specs[0].data.describe();
  const std::weak_ptr<const void> read = specs[0].data.load(1);
  EXPECT_TRUE(read.expired());
  spoil_mnist();
  EXPECT_EQ(specs[0].data.describe(), described);
  EXPECT_THAT(complaint([&] { specs[0].data.load(1); }), HasSubstr("train-labels-idx1-ubyte: "));
}

/// A set of one image, and how often it was asked for.
struct Counted {
  int loads = 0;
  DataSet operator()() {
    ++loads;
    return {"counted", Origin::real, {.count = 1}, {}, {}};
  }
};

TEST(ImageShelf, KeepsTheLastSetAndNeverTwo) {
  ImageShelf shelf;
  Counted one, other;
  std::weak_ptr<const DataSet> first = shelf.get("one", std::ref(one));
  EXPECT_EQ(shelf.get("one", std::ref(one)), first.lock());
  EXPECT_EQ(one.loads, 1);
  shelf.get("other", [&] {
    EXPECT_TRUE(first.expired());
    return other();
  });
  shelf.get("other", std::ref(other));
  EXPECT_EQ(other.loads, 1);
  shelf.get("one", std::ref(one));
  EXPECT_EQ(one.loads, 2);
}

TEST(ImageShelf, WhatCannotBeReadIsNotThere) {
  ImageShelf shelf;
  Counted set;
  const auto fails = []() -> DataSet { throw InvalidInput("torn"); };
  EXPECT_THROW(shelf.get("one", fails), InvalidInput);
  EXPECT_EQ(shelf.get("one", std::ref(set))->name, "counted");
  EXPECT_THROW(shelf.get("other", fails), InvalidInput);
  EXPECT_THROW(shelf.get("other", fails), InvalidInput);
  shelf.get("one", std::ref(set));
  EXPECT_EQ(set.loads, 2);
}

}  // namespace
}  // namespace warpmark::nn
