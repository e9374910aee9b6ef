#include "reports/html/sections.h"
#include "tests/reports/rows.h"

#include <gmock/gmock.h>

namespace warpmark::html {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Study study_of(std::vector<Result> rows) {
  return Study({Session{"out", std::move(rows), {}, {}}});
}

/// Two epochs of 1.5 s on a CPU or a GPU, set up in 1 s and warmed up in 2 s, in 10 s of wall time.
Result trained(const std::string& variant, const std::string& device) {
  Result row = gemm_row(variant, device, 1.5, "fp32", "epoch");
  row.benchmark = "train_mnist";
  row.fingerprint = "m1";
  row.case_id = "train_mnist." + variant + ".dtype=fp32.batch=64.timing=epoch";
  row.point = {{"batch", 64}, {"epochs", 2}, {"schedule", "constant"}};
  row.items = 60000;
  row.setup_s = 1;
  row.warmup_s = 2;
  row.wall_s = 10;
  for (const int epoch : {1, 2}) {
    Sample sample{1.5};
    sample.counters = {{"epoch", epoch}, {"loss", 1.0 / epoch}, {"images_per_s", 40123}};
    row.sample_list.push_back(sample);
  }
  return row;
}

std::size_t drawings_named(const Section& section, const std::string& title) {
  std::size_t n = 0;
  for (const std::string& panel : section.panels) {
    n += panel.find("<title>" + title) == std::string::npos ? 0 : 1;
  }
  return n;
}

TEST(TrainingTest, EqualWorkSharesADrawing) {
  const Section section = training(study_of({trained("onednn", "cpu"), trained("cudnn", "gpu")}));
  EXPECT_EQ(drawings_named(section, "train_mnist, batch=64: loss"), 1U);
}

TEST(TrainingTest, OtherWorkHasADrawingOfItsOwn) {
  for (const auto& change : std::vector<void (*)(Result&)>{
           [](Result& row) { row.point["epochs"] = Value{10}; },
           [](Result& row) { row.point["schedule"] = Value{"cosine"}; },
           [](Result& row) { row.items = 50000; }, [](Result& row) { row.flops = 1; }}) {
    Result other = trained("cudnn", "gpu");
    change(other);
    const Section section = training(study_of({trained("onednn", "cpu"), other}));
    EXPECT_EQ(drawings_named(section, "train_mnist, batch=64: loss"), 2U);
  }
}

/// Ways in which a row is not to be used.
const std::vector<void (*)(Result&)> kSpoilt{
    [](Result& row) { row.status = Status::failed; }, [](Result& row) { row.verified = false; },
    [](Result& row) { row.verified.reset(); },        [](Result& row) { row.valid = false; },
    [](Result& row) { row.profiled = true; },
};

TEST(TrainingTest, WhatIsNotVerifiedAndValidIsNotDrawn) {
  for (const auto& spoil : kSpoilt) {
    Result row = trained("onednn", "cpu");
    spoil(row);
    const Study study = study_of({row});
    EXPECT_THAT(training(study).panels, IsEmpty());
    EXPECT_THAT(training(study).table.rows, IsEmpty());
    EXPECT_THAT(phases(study).panels, IsEmpty());
    EXPECT_THAT(phases(study).table.rows, IsEmpty());
    EXPECT_THAT(rows_without_time(study).table.rows, SizeIs(1));
  }
}

TEST(TrainingTest, SaysHowLongItTookToAnAccuracy) {
  Result fast = trained("cudnn", "gpu");
  fast.counters["seconds_to_98_pct"] = 3;
  const Section section = training(study_of({trained("onednn", "cpu"), fast}));
  EXPECT_THAT(section.sentences,
              Contains("train_mnist, batch=64: 98 % of the test images after training for 3.0 s "
                       "(cudnn fp32, gpu 0)."));
  ASSERT_EQ(section.table.columns.back().name, "training to 98 %");
  EXPECT_EQ(section.table.rows.at(0).back(), "");
  EXPECT_EQ(section.table.rows.at(2).back(), "3.0 s");
}

TEST(TrainingTest, RatesHaveNoMoreDigitsThanIsKnown) {
  Result row = trained("onednn", "cpu");
  row.ci_lo_s = 1.4;
  row.ci_hi_s = 1.6;
  const Section section = training(study_of({row}));
  const std::size_t rate = section.table.columns.size() - 2;
  EXPECT_EQ(section.table.columns[rate].name, "images/s");
  EXPECT_EQ(section.table.rows.at(0).at(rate), "40000");  // an epoch without an interval
  EXPECT_EQ(section.table.rows.at(2).at(rate), "40000");  // 60,000 in 1.4 to 1.6 s
}

TEST(PhasesTest, APhaseOfTrainingIsWhatIsLeftOfTheWallTime) {
  std::vector<Result> rows{trained("onednn", "cpu"), trained("cudnn", "gpu")};
  rows[1].wall_s.reset();
  const Section section = phases(study_of(rows));
  ASSERT_EQ(section.table.rows.size(), 1U);
  EXPECT_THAT(section.table.columns[6].name, "evaluation, verification");
  const std::vector<std::string> seconds(section.table.rows[0].begin() + 3,
                                         section.table.rows[0].end());
  EXPECT_THAT(seconds, ElementsAre("1.0 s", "2.0 s", "3.0 s", "4.0 s", "10 s"));
  ASSERT_EQ(section.panels.size(), 1U);
}

}  // namespace
}  // namespace warpmark::html
