#include "harness/rapl.h"

#include "tests/files.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

struct RaplTest : testing::Test {
  void zone(const std::string& zone, const std::string& name, const std::string& microjoules) {
    fs::create_directories(folder / zone);
    std::ofstream(folder / zone / "name") << name << '\n';
    std::ofstream(folder / zone / "energy_uj") << microjoules << '\n';
    std::ofstream(folder / zone / "max_energy_range_uj") << "1000000\n";
  }

  const TemporaryFolder temporary;
  const fs::path folder = temporary.path();
};

TEST_F(RaplTest, AddsThePackagesAndNothingElse) {
  zone("intel-rapl:0", "package-0", "100000");
  zone("intel-rapl:1", "package-1", "200000");
  zone("intel-rapl:0:0", "core", "5");
  zone("intel-rapl:2", "psys", "5");
  zone("intel-rapl-mmio:0", "package-0", "5");
  const auto rapl = open_rapl(folder);
  ASSERT_TRUE(rapl);
  EXPECT_DOUBLE_EQ(rapl->energy_j().value(), 0);
  zone("intel-rapl:0", "package-0", "400000");
  zone("intel-rapl:1", "package-1", "250000");
  zone("intel-rapl:0:0", "core", "999");
  EXPECT_DOUBLE_EQ(rapl->energy_j().value(), 0.35);
}

TEST_F(RaplTest, ACounterBeginsAnew) {
  zone("intel-rapl:0", "package-0", "900000");
  const auto rapl = open_rapl(folder);
  zone("intel-rapl:0", "package-0", "100000");
  EXPECT_DOUBLE_EQ(rapl->energy_j().value(), 0.2);
  zone("intel-rapl:0", "package-0", "50000");
  EXPECT_DOUBLE_EQ(rapl->energy_j().value(), 1.15);
}

TEST_F(RaplTest, WhatCannotBeReadIsNotThere) {
  EXPECT_FALSE(open_rapl(folder / "none"));
  EXPECT_FALSE(open_rapl(folder));
  zone("intel-rapl:0", "package-0", "100000");
  zone("intel-rapl:1", "package-1", "");  // one package alone would be half of the truth
  EXPECT_FALSE(open_rapl(folder));
}

TEST_F(RaplTest, ACounterThatGoesAwayIsEmpty) {
  zone("intel-rapl:0", "package-0", "100000");
  const auto rapl = open_rapl(folder);
  fs::remove(folder / "intel-rapl:0" / "energy_uj");
  EXPECT_FALSE(rapl->energy_j());
}

}  // namespace
}  // namespace warpmark
