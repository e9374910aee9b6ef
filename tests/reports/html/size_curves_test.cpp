#include "reports/html/sections.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>

#include <regex>

namespace warpmark::html {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// gemm at three sizes on a machine: its CPU takes a microsecond for each n, its GPU always as
/// long.
std::vector<Result> sizes(double gpu_s, const std::string& fingerprint = "m1") {
  std::vector<Result> rows;
  for (const int n : {64, 256, 1024}) {
    for (const bool gpu : {false, true}) {
      Result row = gpu ? gemm_row("cublas", "gpu", gpu_s) : gemm_row("openblas", "cpu", n * 1e-6);
      row.run_id = fingerprint;
      row.fingerprint = fingerprint;
      row.point = {{"n", n}};
      row.case_id = row.benchmark + '.' + row.variant + ".n=" + std::to_string(n);
      if (gpu) row.baseline_case_id = rows.back().case_id;
      rows.push_back(row);
    }
  }
  return rows;
}

Study study_of(std::vector<Result> rows) {
  return Study({Session{"out", std::move(rows), {}, {}}});
}

/// Where a size's label stands.
std::string place_of(const std::string& svg, const std::string& label) {
  std::smatch found;
  const std::regex text("<text x=\"([0-9.]+)\"[^>]*>" + label + "</text>");
  return std::regex_search(svg, found, text) ? found[1].str() : "no such label";
}

TEST(SizeCurvesTest, TheCrossoverLiesBetweenALossAndAWin) {
  const Section section = size_curves(study_of(sizes(128e-6)));
  EXPECT_THAT(section.sentences,
              Contains("gemm fp32, cold: cublas (gpu 0) begins to win between n = 64 and 256, at "
                       "about 130 by interpolation."));
}

TEST(SizeCurvesTest, TheCrossoverIsDrawnFromTheLossToTheWin) {
  const Section section = size_curves(study_of(sizes(128e-6)));
  const std::string& svg = section.panels.at(0);
  const std::regex bar("stroke-width=\"3\" d=\"M" + place_of(svg, "64") + ",[0-9.]+H" +
                       place_of(svg, "256") + '"');
  EXPECT_TRUE(std::regex_search(svg, bar)) << svg;
}

TEST(SizeCurvesTest, NoCrossoverIsDrawnWhereNoneIsShown) {
  for (const double gpu_s : {1e-6, 1.0}) {
    const Section section = size_curves(study_of(sizes(gpu_s)));
    EXPECT_THAT(section.panels.at(0), Not(HasSubstr("stroke-width=\"3\"")));
  }
}

TEST(SizeCurvesTest, MachinesHaveDrawingsOfTheirOwn) {
  auto rows = sizes(128e-6, "m1");
  for (const Result& row : sizes(1e-6, "m2")) rows.push_back(row);
  const Section section = size_curves(study_of(rows));
  ASSERT_THAT(section.panels, SizeIs(2));
  EXPECT_THAT(section.panels[0], HasSubstr("<title>gemm fp32, cold, m1</title>"));
  EXPECT_THAT(section.sentences, Contains(HasSubstr("gemm fp32, cold, m2: cublas (gpu 0) loses")));
}

TEST(TimingModesTest, MachinesHaveDrawingsOfTheirOwn) {
  std::vector<Result> rows;
  for (const char* machine : {"m1", "m2"}) {
    for (const char* timing : {"cold", "hot"}) {
      rows.push_back(gemm_row("openblas", "cpu", 1e-3, "fp32", timing));
      rows.back().fingerprint = machine;
    }
  }
  const Section section = timing_modes(study_of(rows));
  ASSERT_THAT(section.panels, SizeIs(2));
  EXPECT_THAT(section.panels[1], HasSubstr("<title>gemm, cpu, 16 threads, m2</title>"));
  EXPECT_THAT(timing_modes(study_of({rows[0], rows[1]})).panels.at(0),
              HasSubstr("<title>gemm, cpu, 16 threads</title>"));
}

TEST(AllCasesTest, MachinesAreNamedWhereThereAreSeveral) {
  auto rows = sizes(1e-3, "m1");
  for (const Result& row : sizes(1e-3, "m2")) rows.push_back(row);
  EXPECT_EQ(all_cases(study_of(rows)).table.rows.back().at(1), "gpu 0, m2");
  EXPECT_EQ(all_cases(study_of(sizes(1e-3))).table.rows.back().at(1), "gpu 0");
}

}  // namespace
}  // namespace warpmark::html
