#include "models/data/idx.h"

#include "tests/models/data/allocations.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

#include <sys/stat.h>

namespace warpmark::nn {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;

const std::string kLabels{3, 0, 9};

class IdxTest : public DataTest {
 protected:
  ImageSet read(const std::string& images, const std::string& labels) const {
    return read_idx(put("images", images), put("labels", labels), 10);
  }

  std::string complaint_of(const std::string& images,
                           const std::string& labels = idx_labels(kLabels)) const {
    return complaint([&] { read(images, labels); });
  }
};

TEST_F(IdxTest, ReadsPlainAndCompressed) {
  const std::string images = idx_images(3, 2, 5, 250), labels = idx_labels(kLabels);
  for (const ImageSet& set : {read(images, labels), read(gzipped(images), gzipped(labels))}) {
    EXPECT_EQ(set.count, 3);
    EXPECT_EQ(set.channels, 1);
    EXPECT_EQ(set.height, 2);
    EXPECT_EQ(set.width, 5);
    EXPECT_EQ(set.classes, 10);
    EXPECT_EQ(set.labels, (std::vector<std::uint16_t>{3, 0, 9}));
    ASSERT_EQ(set.images.size(), 30u);
    EXPECT_EQ(set.images[0], 250);
    EXPECT_EQ(set.images[29], 23);  // 250 + 29 - 256
  }
}

TEST_F(IdxTest, TruncatedFiles) {
  const std::string images = idx_images(3, 2, 5), packed = gzipped(images);
  EXPECT_THAT(complaint_of(""), HasSubstr("images: byte 0: ends after 0 of the 4 bytes"));
  EXPECT_THAT(complaint_of(images.substr(0, 10)),
              HasSubstr("images: byte 10: ends after 2 of the"));
  EXPECT_THAT(complaint_of(images.substr(0, 45)),
              HasSubstr("images: byte 45: ends after 29 of the 30 bytes of pixels"));
  EXPECT_THAT(complaint_of(gzipped(images.substr(0, 45))),
              HasSubstr("images: inflated, byte 45: ends after 29 of the 30 bytes of pixels"));
  for (const std::size_t lost : {1, 8, 20}) {
    EXPECT_THAT(complaint_of(packed.substr(0, packed.size() - lost)),
                HasSubstr("the file ends within its compressed data"))
        << lost;
  }
  EXPECT_THAT(complaint_of(images, idx_labels(kLabels).substr(0, 10)), HasSubstr("labels: byte"));
}

TEST_F(IdxTest, OversizedFiles) {
  const std::string images = idx_images(3, 2, 5);
  EXPECT_THAT(complaint_of(images + 'x'),
              EndsWith("images: byte 46: goes on after the 30 bytes of pixels that its header "
                       "declares"));
  EXPECT_THAT(complaint_of(gzipped(images) + gzipped("x")), HasSubstr("byte 46: goes on after"));
  EXPECT_THAT(complaint_of(images, idx_labels(kLabels) + '\1'),
              HasSubstr("labels: byte 11: goes on after the 3 bytes of labels"));
}

TEST_F(IdxTest, WhatFollowsGzip) {
  const std::string images = idx_images(3, 2, 5), packed = gzipped(images);
  const std::string half = gzipped(images.substr(0, 20)) + gzipped(images.substr(20));
  for (const std::string& whole : {packed, half, packed + gzipped("")}) {
    for (const std::size_t zeros : {0, 1, 2, 512, 1 << 20}) {
      EXPECT_EQ(complaint_of(whole + std::string(zeros, '\0')), "nothing") << zeros;
    }
    for (const std::string junk : {"junk", "\x1f", "\x8b\x1f"}) {
      const std::string text = complaint_of(whole + junk);
      EXPECT_THAT(text, EndsWith("images: inflated, byte 46: what follows in the file, from its "
                                 "byte " +
                                 std::to_string(whole.size()) + " on, is no gzip"));
      for (const std::size_t zeros : {1, 1 << 20}) {
        EXPECT_EQ(complaint_of(whole + std::string(zeros, '\0') + junk), text);
        EXPECT_EQ(complaint_of(whole + std::string(zeros, '\0') + packed), text);
      }
    }
    EXPECT_THAT(complaint_of(whole + "\x1f\x8b junk"),
                EndsWith("images: inflated, byte 46: cannot be read on: unknown compression "
                         "method"));
    EXPECT_THAT(complaint_of(whole + packed.substr(0, 10)),
                EndsWith("images: inflated, byte 46: the file ends within its compressed data"));
  }
  EXPECT_THAT(complaint_of(images, gzipped(idx_labels(kLabels)) + "junk"),
              HasSubstr("labels: inflated, byte 11: what follows in the file"));
}

TEST_F(IdxTest, OtherFiles) {
  const std::string images = idx_images(3, 2, 5), labels = idx_labels(kLabels);
  EXPECT_THAT(complaint_of(labels, labels),
              EndsWith("images: byte 0: magic number 2049 instead of 2051"));
  EXPECT_THAT(complaint_of(images, images),
              EndsWith("labels: byte 0: magic number 2051 instead of 2049"));
  EXPECT_THAT(complaint_of("a text\n"), HasSubstr("images: byte 0: magic number"));
  std::string damaged = gzipped(images);
  damaged[damaged.size() - 6] ^= 1;  // in its checksum
  EXPECT_THAT(complaint_of(damaged),
              EndsWith("images: inflated, byte 46: cannot be read on: incorrect data check"));
}

TEST_F(IdxTest, LabelsBeyondTheClasses) {
  EXPECT_THAT(complaint_of(idx_images(3, 2, 5), idx_labels({1, static_cast<char>(200), 2})),
              EndsWith("labels: byte 9: label 200; it can be 0 to 9"));
  EXPECT_THAT(complaint_of(idx_images(3, 2, 5), idx_labels({1, 2, 10})),
              EndsWith("labels: byte 10: label 10; it can be 0 to 9"));
}

TEST_F(IdxTest, DifferentCounts) {
  EXPECT_THAT(complaint_of(idx_images(4, 2, 5)), AllOf(HasSubstr("images: byte 4: 4 images, but "),
                                                       EndsWith("labels holds 3 labels")));
}

TEST_F(IdxTest, HeadersThatDeclareTooMuch) {
  largest_allocation();
  const auto header = [](std::uint32_t count, std::uint32_t height, std::uint32_t width) {
    return big_endian(2051) + big_endian(count) + big_endian(height) + big_endian(width);
  };
  EXPECT_THAT(complaint_of(header(1u << 31, 28, 28)),
              EndsWith("byte 4: the number of images is 2147483648; it can be 1 to 1048576"));
  EXPECT_THAT(complaint_of(header(0, 28, 28)), HasSubstr("the number of images is 0"));
  EXPECT_THAT(complaint_of(header(3, 0, 28)), HasSubstr("byte 8: the height is 0"));
  EXPECT_THAT(complaint_of(header(3, 28, 0xffffffff)),
              HasSubstr("byte 12: the width is 4294967295"));
  const std::string many = big_endian(2049) + big_endian(1u << 31);
  EXPECT_THAT(complaint_of("", many), HasSubstr("labels: byte 4: the number of labels is 2147"));
  // More than the file could hold, plain or compressed.
  EXPECT_THAT(
      complaint_of(header(3, 1024, 1024)),
      EndsWith("byte 16: the header declares 3145728 bytes of pixels, more than the file can "
               "hold"));
  EXPECT_THAT(complaint_of(gzipped(header(3, 1024, 1024))),
              HasSubstr("more than the file can hold"));
  EXPECT_LT(largest_allocation(), 1u << 20);
}

TEST_F(IdxTest, BombIsNotInflated) {
  const std::string bomb = gzipped(idx_images(3, 2, 5) + std::string(50 << 20, '\0'));
  ASSERT_LT(bomb.size(), 1u << 20);
  largest_allocation();
  EXPECT_THAT(complaint_of(bomb), HasSubstr("byte 46: goes on after the 30 bytes of pixels"));
  EXPECT_LT(largest_allocation(), 1u << 20);
}

TEST_F(IdxTest, WhatIsNoFile) {
  const auto labels = put("labels", idx_labels(kLabels));
  const auto complaint_at = [&](const std::filesystem::path& images) {
    return complaint([&] { read_idx(images, labels, 10); });
  };
  EXPECT_THAT(complaint_at(path("none")), EndsWith("none: no such file"));
  std::filesystem::create_directory(path("folder"));
  EXPECT_THAT(complaint_at(path("folder")), EndsWith("folder: is a folder and no file"));
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(complaint_at(path("pipe")), EndsWith("pipe: is no regular file"));
}

}  // namespace
}  // namespace warpmark::nn
