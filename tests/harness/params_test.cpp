#include "harness/params.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

TEST(Grid, LastAxisIsFastest) {
  const auto points =
      grid({{"dtype", {"fp32", "fp64"}}, {"n", {std::int64_t{1}, std::int64_t{2}}}});
  ASSERT_EQ(points.size(), 4u);
  EXPECT_EQ(points[1].word("dtype"), "fp32");
  EXPECT_EQ(points[1]["n"], 2);
  EXPECT_EQ(points[2].word("dtype"), "fp64");
  EXPECT_EQ(points[2]["n"], 1);
}

TEST(Grid, AnAxisWithoutValuesFollowsAnother) {
  const auto points = grid({{"m", {std::int64_t{3}, std::int64_t{4}}}, {"k", {}, "m"}});
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0]["k"], 3);
  EXPECT_EQ(points[1]["k"], 4);
}

TEST(Grid, AFollowingAxisMayBeSetApart) {
  EXPECT_EQ(grid({{"m", {std::int64_t{3}}}, {"k", {std::int64_t{7}}, "m"}})[0]["k"], 7);
}

TEST(Params, AnUnknownAxisIsNamed) {
  try {
    Params({{"m", std::int64_t{1}}})["n"];
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_NE(std::string(error.what()).find("'n'"), std::string::npos);
  }
}

TEST(Params, SetReplacesInPlaceAndAppends) {
  Params params({{"m", std::int64_t{1}}, {"n", std::int64_t{2}}});
  params.set("m", std::int64_t{5});
  params.set("k", "word");
  EXPECT_EQ(params.values().front().first, "m");
  EXPECT_EQ(params["m"], 5);
  EXPECT_EQ(params.word("k"), "word");
  EXPECT_FALSE(params.has("z"));
}

}  // namespace
}  // namespace warpmark
