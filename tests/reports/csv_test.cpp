#include "reports/csv.h"

#include "harness/error.h"
#include "reports/csv_table.h"
#include "reports/results_csv.h"
#include "reports/results_reader.h"
#include "reports/samples_csv.h"
#include "tests/files.h"
#include "tests/reports/rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sys/stat.h>
#include <thread>

namespace warpmark {
namespace {

TEST(CsvText, NumbersAreTheShortestThatReadBack) {
  EXPECT_EQ(csv_text(0.1), "0.1");
  EXPECT_EQ(csv_text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(csv_text(17179869184.0), "17179869184");
  EXPECT_EQ(csv_text(1e-300), "1e-300");
  EXPECT_EQ(csv_text(std::int64_t{-5}), "-5");
}

TEST(CsvText, MissingIsEmpty) {
  EXPECT_EQ(csv_text(std::nan("")), "");
  EXPECT_EQ(csv_text(Result::Number()), "");
  EXPECT_EQ(csv_text(Result::Flag()), "");
  EXPECT_EQ(csv_text(Result::Flag(false)), "0");
  EXPECT_EQ(csv_text(Result::Flag(true)), "1");
}

TEST(CsvLine, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(csv_line({"a", "", "b c"}), "a,,b c\n");
  EXPECT_EQ(csv_line({"a,b", "say \"no\"", "two\nlines", "\r"}),
            "\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",\"\r\"\n");
  EXPECT_EQ(csv_line({"", ""}), ",\n");
}

TEST(DeclaredColumns, AreInCatalogOrderWithoutRepetition) {
  BenchmarkSpec a, b;
  a.axes = {{"dtype", {}}, {"n", {}}};
  a.counters = {"loss"};
  b.axes = {{"dtype", {}}, {"m", {}}, {"n", {}}};
  b.counters = {"rate", "loss"};
  const DeclaredColumns columns = declared_columns({a, b});
  EXPECT_EQ(columns.axes, (std::vector<std::string>{"n", "m"}));
  EXPECT_EQ(columns.counters, (std::vector<std::string>{"loss", "rate", "kernel_s", "upload_s",
                                                        "download_s", "copy_s", "memset_s"}));
}

class CsvFiles : public FolderTest {};

TEST_F(CsvFiles, ResultsReadBackAsTheyWere) {
  Result row = gemm_row("cublas", "gpu", 1.0 / 3);
  row.message = " spaces, commas\n\"quotes\" ";
  row.counters = {{"loss", 0.1}};
  ResultsCsv csv(path("results.csv"), {{"k", "n", "m", "rows"}, {"loss", "epoch"}});
  csv.add(row);
  const CsvTable table(path("results.csv"));
  ASSERT_EQ(table.rows(), 1u);
  EXPECT_EQ(table.text(0, "message"), row.message);
  EXPECT_EQ(table.number(0, "median_s"), row.median_s);
  EXPECT_EQ(table.text(0, "verified"), "1");
  EXPECT_EQ(table.text(0, "p_m"), "2048");
  EXPECT_EQ(table.text(0, "p_rows"), "");
  EXPECT_EQ(table.number(0, "c_loss"), 0.1);
  EXPECT_EQ(table.number(0, "c_epoch"), std::nullopt);
  EXPECT_EQ(table.header().front(), "schema_version");
  EXPECT_EQ(table.header().back(), "c_epoch");
}

TEST_F(CsvFiles, AWholeRowIsReadAsItWas) {
  Result row = gemm_row("cublas", "gpu", 1.0 / 3);
  row.status = Status::timeout;
  row.message = "two\nlines";
  row.run_index = 7;
  row.samples = 12;
  row.git_dirty = false;
  row.point["op"] = "triad";
  row.counters = {{"loss", 0.1}};
  ResultsCsv(path("results.csv"), {{"k", "n", "m", "op", "rows"}, {"loss", "epoch"}}).add(row);
  const Result back = read_result(CsvTable(path("results.csv")), 0);
  EXPECT_EQ(to_json_line(back), to_json_line(row));
}

TEST_F(CsvFiles, GoOnWhereTheyEnded) {
  const DeclaredColumns columns{{"m", "n", "k"}, {}};
  ResultsCsv(path("results.csv"), columns).add(gemm_row("cublas", "gpu", 1));
  const std::string before = read(path("results.csv"));
  ResultsCsv(path("results.csv"), columns, TextFile::Existing::keep)
      .add(gemm_row("cublas", "gpu", 2));
  EXPECT_TRUE(read(path("results.csv")).starts_with(before));
  EXPECT_EQ(CsvTable(path("results.csv")).rows(), 2u);
}

TEST_F(CsvFiles, RowIsInTheFileBeforeTheNext) {
  ResultsCsv csv(path("results.csv"), {{"m", "n", "k"}, {}});
  for (std::size_t rows = 1; rows <= 3; ++rows) {
    csv.add(gemm_row("cublas", "gpu", 1));
    EXPECT_EQ(CsvTable(path("results.csv")).rows(), rows);
  }
}

TEST_F(CsvFiles, UndeclaredNamesAreErrors) {
  Result row = gemm_row("cublas", "gpu", 1);
  EXPECT_THROW(results_row(row, {{"m", "n"}, {}}), std::logic_error);
  row.counters = {{"loss", 1}};
  EXPECT_THROW(results_row(row, {{"m", "n", "k"}, {}}), std::logic_error);
}

TEST_F(CsvFiles, SamplesHaveARowEach) {
  Result row = gemm_row("cublas", "gpu", 1);
  row.sample_list = {{.seconds = 0.25, .iterations = 4}, {.seconds = 0.5}};
  row.sample_list[1].valid = false;
  row.sample_list[1].sm_clock_hz = 1.98e9;
  row.sample_list[1].counters = {{"loss", 2}};
  SamplesCsv(path("samples.csv"), {"loss"}).add(row);
  EXPECT_EQ(read(path("samples.csv")),
            "run_id,case_id,devices,sample_index,iterations,time_s,valid,sm_clock_hz,c_loss\n"
            "r1," +
                row.case_id +
                ",0,0,4,0.25,1,,\n"
                "r1," +
                row.case_id + ",0,1,1,0.5,0,1.98e+09,2\n");
}

TEST(TextFile, FullDiskIsAWriteErrorNamingTheFile) {
  try {
    ResultsCsv("/dev/full", {});
    FAIL() << "no error";
  } catch (const WriteError& error) {
    EXPECT_NE(std::string(error.what()).find("/dev/full: cannot write: No space left"),
              std::string::npos)
        << error.what();
  }
  EXPECT_THROW(TextFile("/nonexistent/file"), WriteError);
}

TEST_F(CsvFiles, OneWriterAtATime) {
  TextFile file(path("file"));
  file.write("text");
  EXPECT_THROW(TextFile(path("file")), WriteError);
  EXPECT_EQ(read(path("file")), "text");
}

TEST_F(CsvFiles, AreReplacedAsAWhole) {
  replace_file(path("file"), "old");
  replace_file(path("file"), "new");
  EXPECT_EQ(read(path("file")), "new");
  std::filesystem::create_symlink("file", path("link"));
  replace_file(path("link"), "newest");
  EXPECT_TRUE(std::filesystem::is_symlink(path("link")));
  EXPECT_EQ(read(path("file")), "newest");
}

TEST_F(CsvFiles, WhatIsNoFileIsWrittenToAndStays) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::string heard;
  std::thread reader([&] { heard = read(path("pipe")); });
  replace_file(path("pipe"), "text");
  reader.join();
  EXPECT_EQ(heard, "text");
  EXPECT_TRUE(std::filesystem::is_fifo(path("pipe")));
  EXPECT_FALSE(std::filesystem::exists(path("pipe.new")));
  EXPECT_THROW(replace_file(path("."), "text"), WriteError);
}

}  // namespace
}  // namespace warpmark
