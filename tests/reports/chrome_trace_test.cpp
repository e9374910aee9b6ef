#include "reports/chrome_trace.h"

#include "harness/error.h"
#include "tests/files.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace warpmark {
namespace {

using nlohmann::json;

class ChromeTraceTest : public FolderTest {
 protected:
  json trace() const { return json::parse(read(path("trace.json"))); }

  /// The events of a phase: "X" complete events, "M" names.
  std::vector<json> events(const std::string& phase) const {
    std::vector<json> found;
    const json whole = trace();
    for (const json& event : whole.at("traceEvents")) {
      if (event.at("ph") == phase) found.push_back(event);
    }
    return found;
  }
};

TEST_F(ChromeTraceTest, IsWholeAfterEveryCall) {
  ChromeTrace file(path("trace.json"), 0);
  EXPECT_TRUE(events("X").empty());
  for (std::size_t i = 1; i <= 3; ++i) {
    file.add({{"range", {}, 0, 10}}, {});
    EXPECT_EQ(events("X").size(), i);
  }
  file.add({}, {});
  EXPECT_EQ(events("X").size(), 3u);
}

TEST_F(ChromeTraceTest, RangesAreOnTheHostInMicrosecondsSinceTheStart) {
  ChromeTrace file(path("trace.json"), 1'000'000);
  file.add({{"repetition", 2, 1'001'500, 1'004'000}, {"say \"\\no\"\n", {}, 1'000'001, 9'000'000}},
           {});
  const std::vector<json> ranges = events("X");
  EXPECT_EQ(ranges[0], (json{{"ph", "X"},
                             {"pid", 0},
                             {"tid", 0},
                             {"ts", 1.5},
                             {"dur", 2.5},
                             {"cat", "range"},
                             {"name", "repetition"},
                             {"args", {{"payload", 2}}}}));
  EXPECT_EQ(ranges[1].at("name"), "say \"\\no\"\n");
  EXPECT_EQ(ranges[1].at("ts"), 0.001);
  EXPECT_EQ(ranges[1].at("args"), json::object());
}

TEST_F(ChromeTraceTest, EveryStreamOfEveryGpuIsARowWithAName) {
  ChromeTrace file(path("trace.json"), 0);
  const Activity kernel{ActivityKind::kernel, "triad<float>(float*)", 0, 7, 1000, 3000, 0};
  const Activity upload{ActivityKind::upload, "upload", 1, 13, 500, 900, 4096};
  file.add({}, {kernel, upload});
  file.add({}, {kernel});
  const std::vector<json> activities = events("X");
  ASSERT_EQ(activities.size(), 3u);
  EXPECT_EQ(activities[0].at("name"), "triad<float>(float*)");
  EXPECT_EQ(activities[0].at("cat"), "kernel");
  EXPECT_EQ(activities[0].at("pid"), 1);
  EXPECT_EQ(activities[0].at("tid"), 7);
  EXPECT_EQ(activities[1].at("pid"), 2);
  EXPECT_EQ(activities[1].at("args"), (json{{"bytes", 4096}}));
  std::vector<std::string> names;
  for (const json& event : events("M")) names.push_back(event.at("args").at("name"));
  EXPECT_EQ(names, (std::vector<std::string>{"host", "ranges", "GPU 0", "stream 7", "GPU 1",
                                             "stream 13"}));
}

TEST_F(ChromeTraceTest, WhatIsNoUtf8IsReplaced) {
  ChromeTrace file(path("trace.json"), 0);
  file.add({{"caf\xe9", {}, 0, 1}}, {});
  EXPECT_EQ(events("X")[0].at("name"), "caf\xef\xbf\xbd");
}

TEST_F(ChromeTraceTest, AFileThatCannotBeWrittenIsAnError) {
  EXPECT_THROW(ChromeTrace(path("nowhere/trace.json"), 0), WriteError);
}

}  // namespace
}  // namespace warpmark
