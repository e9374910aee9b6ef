#include "models/data/download.h"

#include "models/data/sha256.h"
#include "tests/models/data/files.h"

#include <gmock/gmock.h>

#include <cstdlib>

namespace warpmark::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// From a folder that takes the place of a server: curl reads both alike.
class DownloadTest : public DataTest {
 protected:
  void SetUp() override {
    if (std::system("curl --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "no curl";
    for (int i = 0; i < 5000; ++i) contents_ += static_cast<char>(i * i >> 4);
    put("mirror/set.gz", contents_);
    Sha256 hash;
    hash.add({reinterpret_cast<const std::uint8_t*>(contents_.data()), contents_.size()});
    sum_ = hash.hex();
  }

  PublishedFile published() const { return {"set.gz", 5000, sum_}; }
  std::string mirror(const std::string& name) const {
    return "file://" + path(name).string() + '/';
  }

  void fetch(const std::vector<std::string>& mirrors) {
    download(published(), mirrors, path("data/mnist"), log_);
  }

  std::string fetched() const { return read(path("data/mnist/set.gz")); }
  bool exists(const std::string& name) const {
    return std::filesystem::exists(path("data/mnist/" + name));
  }

  std::string contents_, sum_;
  std::ostringstream log_;
};

TEST_F(DownloadTest, FetchesOnce) {
  fetch({mirror("mirror")});
  EXPECT_EQ(fetched(), contents_);
  EXPECT_FALSE(exists("set.gz.part"));
  EXPECT_THAT(log_.str(), HasSubstr("fetching file://"));
  fetch({mirror("none")});
  EXPECT_THAT(log_.str(), HasSubstr("set.gz is there, as published"));
}

TEST_F(DownloadTest, TriesEveryMirror) {
  fetch({mirror("none"), mirror("mirror")});
  EXPECT_EQ(fetched(), contents_);
}

TEST_F(DownloadTest, GoesOnWhereItWasInterrupted) {
  put("data/mnist/set.gz.part", contents_.substr(0, 3000));
  // What is here already is not fetched: else it would now be wrong.
  put("mirror/set.gz", std::string(3000, 'x') + contents_.substr(3000));
  fetch({mirror("mirror")});
  EXPECT_EQ(fetched(), contents_);
  EXPECT_THAT(log_.str(), HasSubstr("3000 of them here"));
}

TEST_F(DownloadTest, APartThatIsWholeIsOnlyChecked) {
  put("data/mnist/set.gz.part", contents_);
  fetch({mirror("none")});
  EXPECT_EQ(fetched(), contents_);
}

TEST_F(DownloadTest, APartThatIsTooLongIsDropped) {
  put("data/mnist/set.gz.part", contents_ + "more");
  fetch({mirror("mirror")});
  EXPECT_EQ(fetched(), contents_);
}

TEST_F(DownloadTest, RefusesAnotherFile) {
  put("mirror/set.gz", std::string(5000, 'x'));
  EXPECT_THAT(complaint([&] { fetch({mirror("mirror")}); }),
              AllOf(HasSubstr("set.gz: what was downloaded is refused: its SHA-256 is "),
                    HasSubstr("instead of " + sum_)));
  EXPECT_FALSE(exists("set.gz") || exists("set.gz.part"));
}

TEST_F(DownloadTest, RefusesAnotherSize) {
  put("mirror/set.gz", contents_.substr(0, 4000));
  EXPECT_THAT(complaint([&] { fetch({mirror("mirror")}); }),
              HasSubstr("refused: 4000 bytes instead of 5000"));
  put("mirror/set.gz", contents_ + contents_);
  EXPECT_THAT(complaint([&] { fetch({mirror("mirror")}); }),
              HasSubstr("set.gz was not downloaded"));
  EXPECT_FALSE(exists("set.gz"));
}

TEST_F(DownloadTest, KeepsWhatOtherFileIsThere) {
  put("data/mnist/set.gz", "precious");
  EXPECT_THROW(fetch({mirror("mirror")}), UsageError);
  EXPECT_EQ(fetched(), "precious");
}

TEST_F(DownloadTest, SaysWhatCannotBeHad) {
  EXPECT_THAT(complaint([&] {
                fetch({mirror("none"), mirror("neither")});
              }),
              AllOf(HasSubstr("set.gz was not downloaded: file://"),
                    HasSubstr("curl's exit status 37"), HasSubstr("neither/set.gz")));
}

TEST_F(DownloadTest, SaysWhereItCannotWrite) {
  put("data", "a file");
  EXPECT_THROW(fetch({mirror("mirror")}), WriteError);
}

}  // namespace
}  // namespace warpmark::nn
