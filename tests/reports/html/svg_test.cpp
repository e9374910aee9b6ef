#include "reports/html/svg.h"

#include "reports/html/text.h"

#include <gmock/gmock.h>

namespace warpmark::html {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(SvgTest, IsReadToWhoCannotSeeIt) {
  const std::string svg = Svg(100, "a < b", "b is \"larger\"").str(50);
  EXPECT_THAT(svg, HasSubstr("role=\"img\""));
  EXPECT_THAT(svg, HasSubstr("<title>a &lt; b</title>"));
  EXPECT_THAT(svg, HasSubstr("<desc>b is &quot;larger&quot;</desc>"));
}

TEST(SvgTest, ColoursAreAttributesThatNeedNoStyleSheet) {
  Svg svg(100, "", "");
  svg.mark({1, 2}, {Paint::first, Shape::circle, true, 4});
  svg.path({{0, 0}, {10, 5.25}}, {Paint::second, 2, "4 3"});
  EXPECT_THAT(svg.str(50), HasSubstr("fill=\"#0072b2\""));
  EXPECT_THAT(svg.str(50), HasSubstr("d=\"M0,0L10,5.3\""));
  EXPECT_THAT(svg.str(50),
              HasSubstr("stroke=\"#d55e00\" stroke-width=\"2\" stroke-dasharray=\"4 3\""));
  EXPECT_THAT(svg.str(50), Not(HasSubstr("style=")));
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(SvgTest, MarksThatLookAlikeAreOneElement) {
  Svg svg(100, "", "");
  const Mark square{Paint::first, Shape::square, true, 2}, other{Paint::second, Shape::square};
  for (const double x : {10.0, 20.0, 30.0}) svg.mark({x, 5}, square);
  svg.mark({40, 5}, other);
  svg.mark({50, 5}, square);
  EXPECT_EQ(count(svg.str(50), "<path "), 3U);
  EXPECT_THAT(svg.str(50), HasSubstr("d=\"M8,3h4v4h-4zM18,3h4v4h-4zM28,3"));
}

TEST(SvgTest, ATextBetweenMarksParts) {
  Svg svg(100, "", "");
  for (int i = 0; i < 2; ++i) {
    svg.mark({10, 5}, {});
    svg.text({10, 5}, "between");
  }
  EXPECT_EQ(count(svg.str(50), "<path "), 2U);
}

TEST(SvgTest, AHollowMarkHasTheColourOfThePaper) {
  Svg svg(100, "", "");
  svg.mark({1, 2}, {Paint::first, Shape::diamond, false, 4});
  EXPECT_THAT(svg.str(50), HasSubstr("stroke=\"#0072b2\" fill=\"#fff\""));
}

TEST(TextTest, CoordinatesHaveATenthAndNoMinusZero) {
  EXPECT_EQ(coordinate(1.26), "1.3");
  EXPECT_EQ(coordinate(-0.01), "0");
  EXPECT_EQ(coordinate(1234.5), "1234.5");
}

TEST(TextTest, ShortenedFitsAndKeepsCharactersWhole) {
  const std::string text = shortened("µµµµµµµµµµ", 50, 12);
  EXPECT_LE(text_width(text, 12), 50);
  EXPECT_EQ(text, "µµµµµ…");
}

TEST(TextTest, WrapsAtSpaces) {
  const double width = text_width("one two", 12);
  EXPECT_THAT(wrapped("one two three", width, 12), ElementsAre("one two", "three"));
}

TEST(TextTest, WrapsAWordThatIsTooWideBehindItsDots) {
  const double width = text_width("gemm.openmp.m=1", 12);
  EXPECT_THAT(wrapped("gemm.openmp.m=1.n=2 on 0", width, 12),
              ElementsAre("gemm.openmp.", "m=1.n=2 on 0"));
  EXPECT_THAT(wrapped("undivided_and_longer end", width, 12),
              ElementsAre(shortened("undivided_and_longer", width, 12), "end"));
  EXPECT_THAT(wrapped("", width, 12), IsEmpty());
}

}  // namespace
}  // namespace warpmark::html
