#include "models/data/load.h"

#include "models/data/cifar10.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

namespace warpmark::nn {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

class LoadTest : public DataTest {
 protected:
  void put_mnist(const std::string& folder, const std::string& ending = "") const {
    const auto pack = [&](const std::string& text) {
      return ending.empty() ? text : gzipped(text);
    };
    put(folder + "train-images-idx3-ubyte" + ending, pack(idx_images(3, 28, 28)));
    put(folder + "train-labels-idx1-ubyte" + ending, pack(idx_labels({1, 2, 3})));
    put(folder + "t10k-images-idx3-ubyte" + ending, pack(idx_images(2, 28, 28)));
    put(folder + "t10k-labels-idx1-ubyte" + ending, pack(idx_labels({4, 5})));
  }

  void put_cifar10(const std::string& folder) const {
    for (const std::string_view name : kCifar10Batches) {
      put(folder + std::string(name), cifar_batch({7}, 0));
    }
  }

  Index images(const std::string& set) const { return load(set, path(""), 1).train.count; }
};

TEST_F(LoadTest, FindsMnistInItsFolder) {
  put_mnist("mnist/", ".gz");
  const DataSet data = load("mnist", path(""), 1);
  EXPECT_EQ(data.name, "mnist");
  EXPECT_EQ(data.origin, Origin::real);
  EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{1, 2, 3}));
  EXPECT_EQ(data.test.labels, (std::vector<std::uint16_t>{4, 5}));
  EXPECT_EQ(data.validation.count, 0);
  EXPECT_EQ(origin("mnist", path("")), Origin::real);
  EXPECT_EQ(origin("cifar10", path("")), Origin::synthetic);
}

TEST_F(LoadTest, FindsMnistDirectly) {
  put_mnist("");
  EXPECT_EQ(images("mnist"), 3);
}

TEST_F(LoadTest, FindsCifar10Unpacked) {
  put_cifar10("cifar10/cifar-10-batches-bin/");
  EXPECT_EQ(images("cifar10"), 5);
  std::filesystem::rename(path("cifar10/cifar-10-batches-bin"), path("cifar-10-batches-bin"));
  EXPECT_EQ(images("cifar10"), 5);
  put_cifar10("");
  std::filesystem::remove_all(path("cifar-10-batches-bin"));
  EXPECT_EQ(images("cifar10"), 5);
}

TEST_F(LoadTest, FindsCifar10InItsArchive) {
  std::string archive;
  for (const std::string_view name : kCifar10Batches) {
    archive += tar_member(std::string(name), cifar_batch({7}, 0));
  }
  put("cifar10/cifar-10-binary.tar.gz", gzipped(archive + tar_end()));
  EXPECT_EQ(images("cifar10"), 5);
  // The unpacked files are read where both are there.
  put_cifar10("cifar10/cifar-10-batches-bin/");
  EXPECT_EQ(find_files("cifar10", path("")).size(), 6u);
}

TEST_F(LoadTest, HalfADataSetIsNone) {
  put_mnist("mnist/", ".gz");
  std::filesystem::remove(path("mnist/t10k-labels-idx1-ubyte.gz"));
  EXPECT_THAT(complaint([&] { find_files("mnist", path("")); }),
              AllOf(HasSubstr("train-images-idx3-ubyte.gz: is here, but t10k-labels-idx1-ubyte is"),
                    HasSubstr("missing in ")));
  put_cifar10("");
  std::filesystem::remove(path("test_batch.bin"));
  EXPECT_THAT(complaint([&] { origin("cifar10", path("")); }),
              HasSubstr("but test_batch.bin is missing"));
}

TEST_F(LoadTest, WhatCannotBeLookedAtIsNotNothing) {
  std::filesystem::create_directory_symlink("mnist", path("mnist"));  // to itself
  EXPECT_THAT(complaint([&] { origin("mnist", path("")); }),
              AllOf(HasSubstr("mnist: is no folder ("), HasSubstr("symbolic links")));
  std::filesystem::remove(path("mnist"));
  put_mnist("mnist/");
  std::filesystem::remove(path("mnist/t10k-labels-idx1-ubyte"));
  std::filesystem::create_symlink("gone", path("mnist/t10k-labels-idx1-ubyte"));
  EXPECT_THAT(complaint([&] { load("mnist", path(""), 1); }),
              HasSubstr("t10k-labels-idx1-ubyte: no such file"));
}

TEST_F(LoadTest, WhatIsNoFolderIsNotNothing) {
  for (const char* name : {"cifar10/cifar-10-batches-bin", "cifar10"}) {
    put(name, "");
    EXPECT_THAT(complaint([&] { load("cifar10", path(""), 1); }),
                EndsWith(std::string(name) + ": is no folder"));
    std::filesystem::remove_all(path("cifar10"));
  }
  std::filesystem::create_symlink("gone", path("cifar10"));
  EXPECT_THAT(complaint([&] { load("cifar10", path(""), 1); }),
              HasSubstr("cifar10: is no folder (No such file"));
  EXPECT_THAT(complaint([&] { find_files("mnist", put("file", "")); }),
              EndsWith("file: is no folder"));
}

TEST_F(LoadTest, OfTheWrongSize) {
  put_mnist("mnist/");
  put("mnist/t10k-images-idx3-ubyte", idx_images(2, 32, 28));
  EXPECT_THAT(complaint([&] { load("mnist", path(""), 1); }),
              HasSubstr("t10k-images-idx3-ubyte: byte 8: images of 32×28 pixels instead of 28×28"));
}

TEST_F(LoadTest, AFolderInPlaceOfAFile) {
  put_mnist("mnist/");
  std::filesystem::remove(path("mnist/train-labels-idx1-ubyte"));
  std::filesystem::create_directory(path("mnist/train-labels-idx1-ubyte"));
  EXPECT_THAT(complaint([&] { load("mnist", path(""), 1); }),
              HasSubstr("train-labels-idx1-ubyte: is a folder and no file"));
}

TEST_F(LoadTest, UnknownSetsAreAMistake) {
  EXPECT_THROW(load("imagenet", path(""), 1), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark::nn
