#include "reports/overhead.h"

#include "tests/reports/rows.h"

#include <gmock/gmock.h>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Result row(const std::string& variant, const std::string& timing, double microseconds,
           const std::string& device = "gpu") {
  return gemm_row(variant, device, 1e-6 * microseconds, "fp32", timing);
}

TEST(Overhead, IsTheDifferenceToTheGraph) {
  EXPECT_THAT(overhead_lines(
                  {row("cublas", "cold", 20), row("cublas", "hot", 10), row("cublas", "graph", 6)}),
              ElementsAre("gpu/cublas: a launch adds 4.00 µs (3.92–4.08), cold caches add 14.0 µs "
                          "(13.9–14.1)"));
}

TEST(Overhead, IsNothingWhereTheIntervalHoldsZero) {
  EXPECT_THAT(overhead_lines({row("cublas", "hot", 1001), row("cublas", "graph", 1000)}),
              ElementsAre("gpu/cublas: a launch adds nothing"));
  EXPECT_THAT(overhead_lines({row("cublas", "hot", 900), row("cublas", "graph", 1000)}),
              ElementsAre("gpu/cublas: a launch adds nothing"));
}

TEST(Overhead, NeedsAGraph) {
  EXPECT_THAT(overhead_lines({row("cublas", "cold", 20), row("cublas", "hot", 10)}), IsEmpty());
  EXPECT_THAT(overhead_lines({row("cublas", "graph", 10)}), IsEmpty());
  EXPECT_THAT(overhead_lines({row("openmp", "hot", 10, "cpu"), row("openmp", "graph", 5, "cpu")}),
              IsEmpty());
}

TEST(Overhead, NeedsIntervalsAndResults) {
  Result hot = row("cublas", "hot", 10);
  hot.ci_lo_s.reset();
  hot.ci_hi_s.reset();
  EXPECT_THAT(overhead_lines({hot, row("cublas", "graph", 6)}), IsEmpty());
  hot = row("cublas", "hot", 10);
  hot.status = Status::failed;
  EXPECT_THAT(overhead_lines({hot, row("cublas", "graph", 6)}), IsEmpty());
}

TEST(Overhead, KeepsVariantsAndDevicesApart) {
  Result other = row("cublas", "hot", 30);
  other.devices = "1";
  EXPECT_THAT(overhead_lines({row("tiled", "hot", 30), row("tiled", "graph", 20),
                              row("cublas", "hot", 10), other, row("cublas", "graph", 6)}),
              ElementsAre("gpu/tiled: a launch adds 10.0 µs (9.8–10.2)",
                          "gpu/cublas: a launch adds 4.00 µs (3.92–4.08)"));
}

}  // namespace
}  // namespace warpmark
