#include "models/checkpoint.h"

#include "harness/error.h"
#include "tests/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>

namespace warpmark::nn {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class CheckpointTest : public testing::Test {
 protected:
  std::string bytes() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  void write(const std::string& header, const std::string& data) const {
    const std::uint64_t length = header.size();
    std::ofstream out(file_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&length), 8);
    out << header << data;
  }

  std::string complaint() const {
    try {
      load_checkpoint(file_);
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  }

  const TemporaryFolder folder_;
  const fs::path file_ = folder_.path() / "some.safetensors";
};

const Checkpoint kSmall{{{"conv.weight", {{2, 3}, {1, 2, 3, 4, 5, 6}}}, {"fc.bias", {{1}, {0.5}}}},
                        {{"epoch", "3"}, {"seed", "7"}}};

TEST_F(CheckpointTest, WhatWasSavedIsLoaded) {
  save_checkpoint(file_, kSmall);
  const Checkpoint loaded = load_checkpoint(file_);
  EXPECT_EQ(loaded.metadata, kSmall.metadata);
  ASSERT_EQ(loaded.state.size(), 2u);
  EXPECT_EQ(loaded.state.at("conv.weight").shape, (Shape{2, 3}));
  EXPECT_EQ(loaded.state.at("conv.weight").values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(loaded.state.at("fc.bias").values, std::vector<double>{0.5});
  EXPECT_FALSE(fs::exists(file_.string() + ".part"));
}

TEST_F(CheckpointTest, TheFileIsWhatTheFormatSays) {
  save_checkpoint(file_, kSmall);
  const std::string file = bytes();
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  EXPECT_EQ((8 + length) % 8, 0u);
  const auto header = nlohmann::json::parse(file.substr(8, length));
  EXPECT_EQ(header["__metadata__"]["epoch"], "3");
  EXPECT_EQ(header["conv.weight"]["dtype"], "F32");
  EXPECT_EQ(header["conv.weight"]["shape"], nlohmann::json({2, 3}));
  EXPECT_EQ(header["conv.weight"]["data_offsets"], nlohmann::json({0, 24}));
  EXPECT_EQ(header["fc.bias"]["data_offsets"], nlohmann::json({24, 28}));
  EXPECT_EQ(file.size(), 8 + length + 28);
  float fourth = 0;
  std::memcpy(&fourth, file.data() + 8 + length + 12, 4);
  EXPECT_EQ(fourth, 4);
}

TEST_F(CheckpointTest, LosesNoBit) {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> values = {1.0 / 3, -0.0, 1e-310, 1e300, inf, -inf, std::nan("")};
  save_checkpoint(file_, {{{"x", {{7}, values}}}, {}});
  const std::vector<double> loaded = load_checkpoint(file_).state.at("x").values;
  EXPECT_EQ(std::memcmp(loaded.data(), values.data(), sizeof(double) * 6), 0);
  EXPECT_TRUE(std::isnan(loaded[6]));
}

TEST_F(CheckpointTest, ReadsWhatOthersWrite) {
  // Another order, an empty tensor, a scalar, no metadata, spaces behind the header.
  write(R"({"b":{"dtype":"F64","shape":[],"data_offsets":[4,12]},)"
        R"("e":{"dtype":"F32","shape":[0,5],"data_offsets":[4,4]},)"
        R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   )",
        std::string(12, '\0'));
  const Checkpoint loaded = load_checkpoint(file_);
  EXPECT_EQ(loaded.state.size(), 3u);
  EXPECT_EQ(loaded.state.at("b").values, std::vector<double>{0});
  EXPECT_TRUE(loaded.state.at("e").values.empty());
}

TEST_F(CheckpointTest, EveryTruncationIsFound) {
  save_checkpoint(file_, kSmall);
  const std::string whole = bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(file_, std::ios::binary) << whole.substr(0, size);
    EXPECT_THAT(complaint(), StartsWith(file_.string() + ": byte ")) << size;
  }
}

TEST_F(CheckpointTest, AHeaderLongerThanTheFileIsFound) {
  std::ofstream(file_, std::ios::binary) << "\xff\xff\xff\xff\xff\xff\xff\x7f{}";
  EXPECT_THAT(complaint(), HasSubstr("byte 0: the header is to have 9223372036854775807 bytes, "
                                     "but 2 follow"));
}

/// The complaint about a file whose header is this, before 8 bytes of data.
struct BadHeader {
  const char *header, *complaint;
};

class BadHeaders : public CheckpointTest, public testing::WithParamInterface<BadHeader> {};

TEST_P(BadHeaders, AreRefusedWithTheByte) {
  write(GetParam().header, "12345678");
  EXPECT_THAT(complaint(), StartsWith(file_.string() + ": byte "));
  EXPECT_THAT(complaint(), HasSubstr(GetParam().complaint));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadHeaders,
    testing::Values(
        BadHeader{"[1]", "byte 8: the header is no JSON object"},
        BadHeader{R"({"a":)", "the header is no JSON"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[2]}})",
                  "tensor 'a': dtype, shape or data_offsets"},
        BadHeader{R"({"a":{"dtype":"BF16","shape":[4],"data_offsets":[0,8]}})",
                  "tensor 'a': dtype BF16 is neither F32 nor F64"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})",
                  "tensor 'a': its 8 bytes are not those of F32 of shape [3]"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})",
                  "tensor 'a': dtype, shape or data_offsets is missing or of another type"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}})", "of another type"},
        BadHeader{R"({"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}})", "of another type"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]}})",
                  "are not those of F32"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e30]}})",
                  "of another type"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e352]}})",
                  "byte 8: a number in the header is too large"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}})",
                  "are not those of F32"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}})",
                  "tensor 'a': bytes 0 … 12 of 8"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}})",
                  "tensor 'a': bytes 8 … 4 of 8"},
        BadHeader{R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                  R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                  "tensor 'b' overlaps another"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                  "a gap before tensor 'a'"},
        BadHeader{R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                  "bytes that belong to no tensor"},
        BadHeader{R"({"__metadata__":{"epoch":3}})", "__metadata__ is no map of strings"}),
    [](const auto& info) { return std::to_string(info.index); });

TEST_F(CheckpointTest, AFileThatIsNotThereIsNamed) {
  EXPECT_EQ(complaint(), file_.string() + ": cannot open");
}

TEST_F(CheckpointTest, AFolderThatIsNotThereCannotBeWrittenTo) {
  EXPECT_THROW(save_checkpoint("/nonexistent/a.safetensors", kSmall), WriteError);
}

}  // namespace
}  // namespace warpmark::nn
