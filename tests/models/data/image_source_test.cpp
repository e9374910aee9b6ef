#include "models/image_source.h"

#include "models/data/cifar10.h"
#include "models/specs.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

namespace warpmark::nn {
namespace {

using Keep = ImageShelf::Keep;
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

  /// Those whose name has that piece.
  std::vector<BenchmarkSpec> specs_of(const std::string& piece, Keep keep) const {
    auto specs = network_specs(path(""), std::make_shared<ImageShelf>(keep));
    std::erase_if(specs, [&](const BenchmarkSpec& s) { return s.name.find(piece) == s.name.npos; });
    return specs;
  }
};

/// By the hash, by training and by inference, whichever asks first.
TEST_F(ImageSourceTest, FilesAreReadOnceForAllBenchmarks) {
  put_mnist();
  const auto specs = specs_of("mnist", Keep::facts_and_images);
  ASSERT_EQ(specs.size(), 2u);
  EXPECT_THAT(specs[0].data.describe(), StartsWith("mnist:real:d"));
  spoil_mnist();
  const auto all = std::static_pointer_cast<const DataSet>(specs[0].data.load(1));
  EXPECT_EQ(all->train.labels, (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_EQ(all->test.count, 2);
  EXPECT_EQ(specs[1].data.load(2), all);
  EXPECT_EQ(specs[1].data.describe(), specs[0].data.describe());
}

TEST_F(ImageSourceTest, WhereNobodyWorksWithImagesTheyAreNotKept) {
  put_mnist();
  const auto specs = specs_of("mnist", Keep::facts);
  const std::string described = specs[0].data.describe();
  const std::weak_ptr<const void> read = specs[0].data.load(1);
  EXPECT_TRUE(read.expired());
  spoil_mnist();
  EXPECT_EQ(specs[0].data.describe(), described);
  EXPECT_THAT(complaint([&] { specs[0].data.load(1); }), HasSubstr("train-labels-idx1-ubyte: "));
}

TEST_F(ImageSourceTest, WhatIsKnownIsKnownOfAllNetworks) {
  for (const Keep keep : {Keep::facts, Keep::facts_and_images}) {
    for (const std::string_view name : kCifar10Batches) put(std::string(name), cifar_batch({7}, 0));
    const auto specs = specs_of("cifar10", keep);
    ASSERT_EQ(specs.size(), 4u);
    const std::string described = specs[0].data.describe();
    EXPECT_THAT(described, StartsWith("cifar10:real:d"));
    put("test_batch.bin", "gone");
    for (const BenchmarkSpec& spec : specs) EXPECT_EQ(spec.data.describe(), described) << spec.name;
  }
}

TEST_F(ImageSourceTest, HalfADataSetIsMissedByItsOwnBenchmarksAlone) {
  put("mnist/train-images-idx3-ubyte.gz", "");
  for (const BenchmarkSpec& spec : network_specs(path(""))) {
    if (spec.name.ends_with("_mnist")) {
      EXPECT_THAT(complaint([&] { spec.data.describe(); }),
                  HasSubstr("t10k-labels-idx1-ubyte is missing"));
      EXPECT_THAT(complaint([&] { spec.data.load(1); }),
                  HasSubstr("t10k-labels-idx1-ubyte is missing"));
      EXPECT_EQ(grid(spec.axes).front().word("data"), "real") << "it must not pass for a drawn one";
    } else {
      EXPECT_THAT(spec.data.describe(), HasSubstr(":synthetic")) << spec.name;
    }
  }
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
  ImageShelf shelf(Keep::facts_and_images);
  Counted one, other;
  std::weak_ptr<const DataSet> first = shelf.images("one", std::ref(one));
  EXPECT_EQ(shelf.images("one", std::ref(one)), first.lock());
  EXPECT_EQ(one.loads, 1);
  shelf.images("other", [&] {
    EXPECT_TRUE(first.expired());
    return other();
  });
  shelf.images("other", std::ref(other));
  EXPECT_EQ(other.loads, 1);
  shelf.images("one", std::ref(one));
  EXPECT_EQ(one.loads, 2);
}

TEST(ImageShelf, WhatCannotBeReadIsNotThere) {
  ImageShelf shelf(Keep::facts_and_images);
  Counted set;
  const auto fails = []() -> DataSet { throw InvalidInput("torn"); };
  EXPECT_THROW(shelf.images("one", fails), InvalidInput);
  EXPECT_EQ(shelf.images("one", std::ref(set))->name, "counted");
  EXPECT_THROW(shelf.images("other", fails), InvalidInput);
  EXPECT_THROW(shelf.images("other", fails), InvalidInput);
  shelf.images("one", std::ref(set));
  EXPECT_EQ(set.loads, 2);
}

}  // namespace
}  // namespace warpmark::nn
