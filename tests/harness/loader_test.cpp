#include "harness/loader.h"

#include "harness/error.h"
#include "harness/library_search.h"
#include "tests/files.h"

#include <gtest/gtest.h>

#include <fstream>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

struct LoaderTest : testing::Test {
  const TemporaryFolder temporary;
  const fs::path folder = temporary.path();
};

TEST_F(LoaderTest, WhatIsNotBuiltIsNotThere) {
  Loader loader(folder);
  EXPECT_FALSE(loader.built("cuda"));
  std::ofstream(folder / "libwarpmark_cuda.so") << "";
  std::ofstream(folder / "libwarpmark_cpu_v3.so") << "";
  EXPECT_TRUE(loader.built("cuda"));
  EXPECT_TRUE(loader.built("cpu"));
  fs::rename(folder / "libwarpmark_cpu_v3.so", folder / "libwarpmark_cpu_v4.so");
  EXPECT_TRUE(loader.built("cpu"));
}

TEST_F(LoaderTest, AFileThatIsNoLibraryIsUnsupportedEveryTimeItIsAsked) {
  std::ofstream(folder / "libwarpmark_cuda.so") << "no library";
  Loader loader(folder);
  EXPECT_THROW(loader.open("cuda"), Unsupported);
  EXPECT_THROW(loader.open("cuda"), Unsupported);
}

TEST_F(LoaderTest, AUsersModuleThatIsMissingOrNoneIsAUsageError) {
  Loader loader(folder);
  try {
    loader.open_file("/nowhere/my.so");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("--module /nowhere/my.so"), std::string::npos);
  }
  EXPECT_THROW(loader.open_file("/lib/x86_64-linux-gnu/libm.so.6"), UsageError);
}

TEST_F(LoaderTest, TheCpuModuleMatchesThisProcessor) {
  Loader loader;
  ASSERT_TRUE(loader.built("cpu"));
  EXPECT_FALSE(loader.open("cpu").factories.empty());
  EXPECT_EQ(&loader.open("cpu"), &loader.open("cpu"));
}

TEST(OpenLibrary, NamesWhatIsMissing) {
  EXPECT_THROW(open_library("/nowhere/libnothing.so"), Unsupported);
}

}  // namespace
}  // namespace warpmark
