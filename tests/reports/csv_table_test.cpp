#include "reports/csv_table.h"

#include "harness/error.h"
#include "tests/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::HasSubstr;

class CsvTableTest : public FolderTest {
 protected:
  /// What reading `text` complains of.
  std::string complaint(const std::string& text) {
    try {
      CsvTable table(write(text));
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  }
};

TEST_F(CsvTableTest, KeepsSpacesQuotesAndLineBreaks) {
  const CsvTable table(write("a,b\n  x ,\" y\"\"z\n\"\n"));
  ASSERT_EQ(table.rows(), 1u);
  EXPECT_EQ(table.text(0, "a"), "  x ");
  EXPECT_EQ(table.text(0, "b"), " y\"z\n");
}

TEST_F(CsvTableTest, TakesWhatSpreadsheetsWrite) {
  const CsvTable table(
      write("\xef\xbb\xbf"
            "a,b\r\n1,2\r\n\r\n3,4\r\n"));
  ASSERT_EQ(table.rows(), 2u);
  EXPECT_EQ(table.header(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(table.number(1, "b"), 4);
}

TEST_F(CsvTableTest, IgnoresATornLastRow) {
  for (const char* torn : {"3", "3,", "3,4", "\"3", "3,\"four\n", "3,\"four\nfi"}) {
    const CsvTable table(write(std::string("a,b\n1,2\n") + torn));
    EXPECT_EQ(table.rows(), 1u) << torn;
    EXPECT_EQ(table.torn_line(), 3) << torn;
  }
  EXPECT_EQ(CsvTable(write("a,b\n1,2\n")).torn_line(), std::nullopt);
}

TEST_F(CsvTableTest, ErrorsNameFileLineAndColumn) {
  EXPECT_THAT(complaint("a,b\n1,2\n3,4,5\n"),
              HasSubstr("table.csv: line 3: column 2: the row has 3"));
  EXPECT_THAT(complaint("a,b\n\"x\ny\",2\n3\n"),
              HasSubstr("table.csv: line 4: column 1: the row has 1"));
  EXPECT_THAT(complaint("a,b\n1,\"2\" 3\n"), HasSubstr("table.csv: line 2: column 2: "));
  EXPECT_THAT(complaint("a,b,a\n"), HasSubstr("table.csv: line 1: column 3: a second 'a'"));
  EXPECT_THAT(complaint("a,b\n1,2\r3,4\n"), HasSubstr("table.csv: line 2: a carriage return"));
  EXPECT_THAT(complaint("a,,c\n"), HasSubstr("table.csv: line 1: column 2: no name"));
  EXPECT_THAT(complaint(""), HasSubstr("table.csv: line 1: no header"));
  EXPECT_THAT(complaint("a,b"), HasSubstr("table.csv: line 1: no header"));
}

TEST_F(CsvTableTest, NumbersAreReadWhole) {
  const CsvTable table(write("a,b\n1.5e3,\nx,1 \n"));
  EXPECT_EQ(table.number(0, "a"), 1500);
  EXPECT_EQ(table.number(0, "b"), std::nullopt);
  EXPECT_THROW(table.number(1, "b"), InvalidInput);
  EXPECT_THROW(table.number(0, "c"), InvalidInput);
  try {
    table.number(1, "a");
    FAIL() << "no error";
  } catch (const InvalidInput& error) {
    EXPECT_THAT(error.what(), HasSubstr("line 3: column 1 (a): 'x' is no number"));
  }
}

TEST_F(CsvTableTest, ARowIsNoLongerThanAMebibyte) {
  const std::string megabyte(1'000'000, 'x');
  EXPECT_EQ(CsvTable(write("a,b\n" + megabyte + ",2\n")).rows(), 1u);
  const auto too_long = HasSubstr("table.csv: line 2: a row of more than 1048576 bytes");
  EXPECT_THAT(complaint("a,b\n" + megabyte + megabyte), too_long);
  EXPECT_THAT(complaint("a,b\n" + megabyte + megabyte + '\n'), too_long);
  EXPECT_THAT(complaint("a,b\n1,\"" + megabyte + '\n' + megabyte + '\n'), too_long);
}

TEST_F(CsvTableTest, IntegersAreReadWhole) {
  const CsvTable table(write("a,b,c\n12,1.5,9223372036854775808\n"));
  EXPECT_EQ(table.integer(0, "a"), 12);
  EXPECT_THROW(table.integer(0, "b"), InvalidInput);
  EXPECT_THROW(table.integer(0, "c"), InvalidInput);
}

TEST_F(CsvTableTest, FileMustExist) { EXPECT_THROW(CsvTable(path("none")), InvalidInput); }

TEST_F(CsvTableTest, KnowsWhereRowsEnd) {
  const std::string header = "a,b\n", first = "1,\"two\nlines\"\n", second = "3,4\n";
  const CsvTable table(write(header + first + second + "5,to"));
  EXPECT_EQ(table.bytes_up_to(0), header.size());
  EXPECT_EQ(table.bytes_up_to(1), (header + first).size());
  EXPECT_EQ(table.bytes_up_to(2), (header + first + second).size());
}

TEST_F(CsvTableTest, ShowsRowsWithoutKeepingThem) {
  const std::string first = "1,\"two\nlines\"\n", text = "a,b\n" + first + "3,4\n5,to";
  std::vector<std::string> seen;
  std::uintmax_t end = 0;
  CsvTable table(write(text), [&](const CsvTable& row) {
    EXPECT_EQ(row.rows(), 1u);
    seen.push_back(row.text(0, "b"));
    if (seen.size() == 1) end = row.bytes_up_to(1);
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"two\nlines", "4"}));
  EXPECT_EQ(end, std::string("a,b\n").size() + first.size());
  EXPECT_EQ(table.rows(), 0u);
  table.set_row(first);
  EXPECT_EQ(table.text(0, "b"), "two\nlines");
}

}  // namespace
}  // namespace warpmark
