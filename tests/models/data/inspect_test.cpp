#include "models/data/inspect.h"

#include "tests/models/data/files.h"

#include <gmock/gmock.h>

namespace warpmark::nn {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

class InspectTest : public DataTest {
 protected:
  void put_mnist() const {
    put("mnist/train-images-idx3-ubyte", idx_images(3, 28, 28));
    put("mnist/train-labels-idx1-ubyte", idx_labels({1, 2, 3}));
    put("mnist/t10k-images-idx3-ubyte", idx_images(10000, 28, 28));
    put("mnist/t10k-labels-idx1-ubyte", idx_labels(std::string(10000, '\1')));
  }
};

TEST_F(InspectTest, NothingIsNoFault) {
  const SetReport report = inspect("mnist", path("none"), true);
  EXPECT_EQ(report.name, "mnist");
  EXPECT_TRUE(report.files.empty() && report.fault.empty() && report.contents.empty());
}

TEST_F(InspectTest, LooksAtSizesAlone) {
  put_mnist();
  const SetReport report = inspect("mnist", path(""), false);
  ASSERT_EQ(report.files.size(), 4u);
  EXPECT_EQ(report.files[0].match, Match::different);
  EXPECT_EQ(report.files[0].bytes, 16 + 3 * 784);
  EXPECT_EQ(report.files[2].match, Match::same_size);
  EXPECT_EQ(report.files[2].sha256, "");
  EXPECT_EQ(report.contents, "");
}

/// A file that differs is not corrupt.
TEST_F(InspectTest, ComparesChecksums) {
  put_mnist();
  const SetReport report = inspect("mnist", path(""), true);
  EXPECT_EQ(report.fault, "");
  EXPECT_EQ(report.files[2].match, Match::different);
  EXPECT_THAT(report.files[2].sha256, MatchesRegex("[0-9a-f]{64}"));
  EXPECT_THAT(report.contents, MatchesRegex("3 \\+ 10000 images of 1×28×28, 10 classes; "
                                            "mnist:real:d[0-9a-f]{12}"));
}

TEST_F(InspectTest, LooksIntoArchives) {
  put("cifar10/cifar-10-binary.tar.gz",
      gzipped(tar_member("batches.meta.txt", "x") +
              tar_member("a/data_batch_1.bin", cifar_batch({1}, 0)) + tar_end()));
  const SetReport report = inspect("cifar10", path(""), true);
  ASSERT_EQ(report.files.size(), 2u);
  EXPECT_EQ(report.files[1].file, "data_batch_1.bin");
  EXPECT_TRUE(report.files[1].inside);
  EXPECT_EQ(report.files[1].bytes, 3073);
  EXPECT_EQ(report.files[1].match, Match::different);
  EXPECT_THAT(report.fault, HasSubstr("ends without data_batch_2.bin"));
}

TEST_F(InspectTest, KeepsWhatWasFoundBeforeAFault) {
  put_mnist();
  put("mnist/t10k-labels-idx1-ubyte", "text");
  const SetReport report = inspect("mnist", path(""), true);
  EXPECT_EQ(report.files.size(), 4u);
  EXPECT_THAT(report.fault, HasSubstr("t10k-labels-idx1-ubyte: byte 0: magic number"));
}

}  // namespace
}  // namespace warpmark::nn
