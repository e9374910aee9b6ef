#include "models/data/cifar10.h"

#include "tests/models/data/allocations.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

namespace warpmark::nn {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* kFolder = "cifar-10-batches-bin/";

/// Two images each: labels i and 9 - i, pixels from 10 i.
std::string batch(std::size_t i) {
  const auto label = static_cast<char>(i);
  return cifar_batch({label, static_cast<char>(9 - label)}, 10 * label);
}

std::string member(std::size_t i) {
  return tar_member(kFolder + std::string(kCifar10Batches[i]), batch(i));
}

std::string archive_without_end() {
  std::string out = tar_member(kFolder, "", '5');
  for (const std::size_t i : {0, 2, 3, 5, 4, 1}) out += member(i);
  return out;
}

void expect_whole(const DataSet& data) {
  EXPECT_EQ(data.name, "cifar10");
  EXPECT_EQ(data.origin, Origin::real);
  EXPECT_EQ(data.train.count, 10);
  EXPECT_EQ(data.train.labels, (std::vector<std::uint16_t>{0, 9, 1, 8, 2, 7, 3, 6, 4, 5}));
  EXPECT_EQ(data.test.labels, (std::vector<std::uint16_t>{5, 4}));
  ASSERT_EQ(data.train.images.size(), 10u * 3072);
  EXPECT_EQ(data.train.images[2 * 3072 + 1], 11);
  EXPECT_EQ(data.test.images[0], 50);
  for (const ImageSet& set : {data.train, data.test}) {
    EXPECT_EQ(set.channels, 3);
    EXPECT_EQ(set.height, 32);
    EXPECT_EQ(set.width, 32);
    EXPECT_EQ(set.classes, 10);
  }
}

class Cifar10Test : public DataTest {
 protected:
  DataSet read(const std::string& archive) const { return read_cifar10({put("archive", archive)}); }

  std::string complaint_of(const std::string& archive) const {
    return complaint([&] { read(archive); });
  }

  std::vector<std::filesystem::path> put_batches() const {
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i < kCifar10Batches.size(); ++i) {
      files.push_back(put(std::string(kCifar10Batches[i]), batch(i)));
    }
    return files;
  }
};

TEST_F(Cifar10Test, ReadsFilesAndArchives) {
  expect_whole(read_cifar10(put_batches()));
  expect_whole(read(archive_without_end() + tar_end()));
  expect_whole(read(gzipped(archive_without_end() + tar_end())));
  expect_whole(read(gzipped(archive_without_end())));
}

/// Nothing is written, and what is not asked for is passed over, whatever it is called.
TEST_F(Cifar10Test, NamesNeedNotBeTrusted) {
  const std::string odd = tar_member("../../../etc/passwd", "root") +
                          tar_member("/absolute", std::string(513, 'x')) +
                          tar_member("", "nameless") + tar_member("data_batch_1.bin/", "", '5') +
                          tar_member("data_batch_1.bin", "", '2') +  // a link
                          tar_member("././@LongLink", std::string(300, 'n'), 'L') +
                          tar_member("pax", "30 path=data_batch_1.bin\n", 'x') +
                          tar_member(std::string(100, '\xff'), "x");
  expect_whole(read(gzipped(odd + archive_without_end() + tar_end())));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path("")), {}), 1);
}

TEST_F(Cifar10Test, SizesOfMembers) {
  const auto complaint_of_size = [&](const std::string& size) {
    largest_allocation();
    const std::string text = complaint_of(gzipped(
        tar_member(kFolder + std::string("data_batch_1.bin"), batch(0), '0', size) + tar_end()));
    EXPECT_LT(largest_allocation(), 1u << 20);
    return text;
  };
  EXPECT_THAT(complaint_of_size("77777777777"), HasSubstr("a member of '8589934591' bytes"));
  EXPECT_THAT(complaint_of_size("-0000000001"), HasSubstr("byte 0: a member of '?' bytes"));
  EXPECT_THAT(complaint_of_size("0000000z001"), HasSubstr("byte 0: a member of '?' bytes"));
  EXPECT_THAT(complaint_of_size("           "), HasSubstr("byte 0: a member of '?' bytes"));
  // The binary extension of GNU's tar, for sizes from 8 GiB on.
  EXPECT_THAT(complaint_of_size("\x80\xff\xff\xff"), HasSubstr("byte 0: a member of '?' bytes"));
  EXPECT_THAT(complaint_of_size("00000000001"), HasSubstr("data_batch_1.bin has 1 bytes"));
  EXPECT_THAT(complaint_of_size("00000000000"), HasSubstr("data_batch_1.bin has 0 bytes"));
}

TEST_F(Cifar10Test, DamagedArchives) {
  const std::string whole = archive_without_end() + tar_end(), packed = gzipped(whole);
  EXPECT_THAT(complaint_of(""), HasSubstr("archive: byte 0: ends without data_batch_1.bin"));
  EXPECT_THAT(complaint_of("text"), HasSubstr("archive: byte 4: ends after 4 of the 512 bytes"));
  EXPECT_THAT(complaint_of(std::string(600, 'x')),
              HasSubstr("archive: byte 0: is no header of a tar"));
  EXPECT_THAT(
      complaint_of(whole.substr(0, 5000)),
      EndsWith("archive: byte 512: a member of '6146' bytes, where at most 3976 can follow"));
  EXPECT_THAT(complaint_of(packed.substr(0, packed.size() / 2)),
              HasSubstr("within its compressed data"));
  std::string damaged = packed;
  damaged[damaged.size() - 6] ^= 1;
  EXPECT_THAT(complaint_of(damaged), HasSubstr("incorrect data check"));
  EXPECT_THAT(complaint_of(packed + "junk"),
              EndsWith("byte " + std::to_string(packed.size()) + " on, is no gzip"));
  EXPECT_THAT(complaint_of(whole.substr(0, whole.size() - 1024) + member(2)),
              HasSubstr("a second data_batch_3.bin"));
  EXPECT_THAT(complaint_of(member(0) + member(1)), HasSubstr("ends without data_batch_3.bin"));
}

TEST_F(Cifar10Test, BombIsNotInflated) {
  const std::string zeros(50 << 20, '\0');
  // In a member that nobody asked for; and behind one that ends before it.
  const std::string aside = gzipped(tar_member("zeros", zeros) + archive_without_end() + tar_end());
  const std::string behind = gzipped(member(0) + std::string(512, 'x') + zeros);
  ASSERT_LT(aside.size() + behind.size(), 1u << 20);
  largest_allocation();
  expect_whole(read(aside));
  EXPECT_THAT(complaint_of(behind), HasSubstr("byte 7168: is no header of a tar"));
  EXPECT_LT(largest_allocation(), 1u << 20);
}

TEST_F(Cifar10Test, LabelsBeyondTheClasses) {
  auto files = put_batches();
  put("data_batch_3.bin", cifar_batch({1, static_cast<char>(200)}, 0));
  EXPECT_THAT(
      complaint([&] { read_cifar10(files); }),
      EndsWith("data_batch_3.bin: byte 3073: label 200 in data_batch_3.bin; it can be 0 to 9"));
  EXPECT_THAT(complaint_of(tar_member("test_batch.bin", cifar_batch({10}, 0))),
              EndsWith("archive: byte 512: label 10 in test_batch.bin; it can be 0 to 9"));
}

TEST_F(Cifar10Test, FilesOfOtherSizes) {
  auto files = put_batches();
  const auto complaint_with = [&](const std::string& contents) {
    put("data_batch_2.bin", contents);
    return complaint([&] { read_cifar10(files); });
  };
  EXPECT_THAT(complaint_with(batch(1).substr(1)),
              HasSubstr("has 6145 bytes, which are no whole number"));
  EXPECT_THAT(complaint_with(batch(1) + 'x'), HasSubstr("has 6147 bytes"));
  EXPECT_THAT(complaint_with(""),
              HasSubstr("data_batch_2.bin: byte 0: data_batch_2.bin has 0 bytes"));
  EXPECT_THAT(complaint_with(gzipped(batch(1))), HasSubstr("is compressed"));
  std::filesystem::remove(path("data_batch_2.bin"));
  std::filesystem::create_directory(path("data_batch_2.bin"));
  EXPECT_THAT(complaint([&] { read_cifar10(files); }), EndsWith("is a folder and no file"));
}

}  // namespace
}  // namespace warpmark::nn
