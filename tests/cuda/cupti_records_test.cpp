// The recorder against a CUPTI that has no GPU: this file stands for its library and delivers the
// records that a test has written.

#include "harness/error.h"
#include "harness/module.h"

#include <cupti.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <set>

namespace warpmark {

void cupti_activity(Module& module);

namespace {

struct FakeCupti {
  CUpti_BuffersCallbackRequestFunc request = nullptr;
  CUpti_BuffersCallbackCompleteFunc completed = nullptr;
  CUpti_TimestampCallbackFunc clock = nullptr;
  std::set<CUpti_ActivityKind> enabled;
  CUptiResult enabling = CUPTI_SUCCESS;
  std::size_t dropped = 0;
  std::deque<std::vector<std::byte>> records;  // not yet delivered

  template <class Record>
  void deliver(const Record& record) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&record);
    records.emplace_back(bytes, bytes + sizeof(Record));
  }
};

FakeCupti fake;  // C functions have no other way to it

}  // namespace
}  // namespace warpmark

using warpmark::fake;

extern "C" {

CUptiResult cuptiGetResultString(CUptiResult, const char** text) {
  return *text = "CUPTI_ERROR_OF_A_TEST", CUPTI_SUCCESS;
}

CUptiResult cuptiActivityRegisterTimestampCallback(CUpti_TimestampCallbackFunc clock) {
  return fake.clock = clock, CUPTI_SUCCESS;
}

CUptiResult cuptiActivityRegisterCallbacks(CUpti_BuffersCallbackRequestFunc request,
                                           CUpti_BuffersCallbackCompleteFunc completed) {
  fake.request = request;
  fake.completed = completed;
  return CUPTI_SUCCESS;
}

CUptiResult cuptiActivityEnable(CUpti_ActivityKind kind) {
  return fake.enabled.insert(kind), fake.enabling;
}

CUptiResult cuptiActivityDisable(CUpti_ActivityKind kind) {
  return fake.enabled.erase(kind), CUPTI_SUCCESS;
}

/// A record lies in the buffer's first bytes; each buffer holds one.
CUptiResult cuptiActivityFlushAll(std::uint32_t) {
  while (!fake.records.empty()) {
    const std::vector<std::byte> record = fake.records.front();
    fake.records.pop_front();
    std::uint8_t* buffer = nullptr;
    std::size_t bytes = 0, most = 0;
    fake.request(&buffer, &bytes, &most);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer) % 8, 0u);
    EXPECT_GE(bytes, record.size());
    std::memcpy(buffer, record.data(), record.size());
    fake.completed(nullptr, 0, buffer, bytes, record.size());
  }
  return CUPTI_SUCCESS;
}

CUptiResult cuptiActivityGetNextRecord(std::uint8_t* buffer, std::size_t, CUpti_Activity** record) {
  if (*record) return CUPTI_ERROR_MAX_LIMIT_REACHED;
  return *record = reinterpret_cast<CUpti_Activity*>(buffer), CUPTI_SUCCESS;
}

CUptiResult cuptiActivityGetNumDroppedRecords(CUcontext, std::uint32_t, std::size_t* dropped) {
  return *dropped = fake.dropped, CUPTI_SUCCESS;
}

}  // extern "C"

namespace warpmark {
namespace {

class CuptiRecords : public testing::Test {
 protected:
  CuptiRecords() {
    fake = {};
    cupti_activity(module_);
  }

  CUpti_ActivityKernel10 kernel(const char* name) const {
    CUpti_ActivityKernel10 record{};
    record.kind = CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL;
    record.name = name;
    record.deviceId = 1;
    record.streamId = 7;
    record.start = 1000;
    record.end = 3500;
    return record;
  }

  CUpti_ActivityMemcpy6 copy(CUpti_ActivityMemcpyKind kind) const {
    CUpti_ActivityMemcpy6 record{};
    record.kind = CUPTI_ACTIVITY_KIND_MEMCPY;
    record.copyKind = static_cast<std::uint8_t>(kind);
    record.bytes = 4096;
    record.start = 1;
    record.end = 2;
    return record;
  }

  Module module_;
};

TEST_F(CuptiRecords, AKernelHasItsNameAndPlaceAndTimes) {
  const auto recorder = module_.record_activity();
  fake.deliver(kernel("_Z5triadPfi"));
  fake.deliver(kernel("main"));
  const std::vector<Activity> activities = recorder->take();
  ASSERT_EQ(activities.size(), 2u);
  EXPECT_EQ(activities[0].kind, ActivityKind::kernel);
  EXPECT_EQ(activities[0].name, "triad(float*, int)");
  EXPECT_EQ(activities[0].device, 1);
  EXPECT_EQ(activities[0].stream, 7);
  EXPECT_EQ(activities[0].begin, 1000);
  EXPECT_EQ(activities[0].end, 3500);
  EXPECT_EQ(activities[1].name, "main");
  EXPECT_TRUE(recorder->take().empty());
}

TEST_F(CuptiRecords, CopiesAreToldByDirection) {
  const auto recorder = module_.record_activity();
  for (const auto kind : {CUPTI_ACTIVITY_MEMCPY_KIND_HTOD, CUPTI_ACTIVITY_MEMCPY_KIND_DTOH,
                          CUPTI_ACTIVITY_MEMCPY_KIND_DTOD}) {
    fake.deliver(copy(kind));
  }
  CUpti_ActivityMemcpyPtoP4 peer{};
  peer.kind = CUPTI_ACTIVITY_KIND_MEMCPY2;
  peer.copyKind = CUPTI_ACTIVITY_MEMCPY_KIND_PTOP;
  peer.start = 1;
  fake.deliver(peer);
  CUpti_ActivityMemset4 set{};
  set.kind = CUPTI_ACTIVITY_KIND_MEMSET;
  set.bytes = 64;
  set.start = 1;
  fake.deliver(set);
  std::vector<ActivityKind> kinds;
  const std::vector<Activity> activities = recorder->take();
  for (const Activity& activity : activities) kinds.push_back(activity.kind);
  EXPECT_THAT(kinds,
              testing::ElementsAre(ActivityKind::upload, ActivityKind::download, ActivityKind::copy,
                                   ActivityKind::copy, ActivityKind::memset));
  EXPECT_EQ(activities[0].bytes, 4096);
  EXPECT_EQ(activities[0].name, "upload");
  EXPECT_EQ(activities[4].bytes, 64);
}

TEST_F(CuptiRecords, WhatIsLostIsAnError) {
  const auto recorder = module_.record_activity();
  fake.dropped = 3;
  fake.deliver(kernel("k"));
  EXPECT_THROW(recorder->take(), std::runtime_error);
}

TEST_F(CuptiRecords, ARecordWithoutATimeIsLost) {
  const auto recorder = module_.record_activity();
  CUpti_ActivityKernel10 record = kernel("k");
  record.start = record.end = 0;
  fake.deliver(record);
  EXPECT_THROW(recorder->take(), std::runtime_error);
}

TEST_F(CuptiRecords, OneRecorderLeavesTheNextNothing) {
  {
    const auto recorder = module_.record_activity();
    fake.dropped = 1;
    fake.deliver(kernel("k"));
    EXPECT_EQ(fake.enabled.size(), 4u);
  }
  EXPECT_TRUE(fake.enabled.empty());
  fake.dropped = 0;
  EXPECT_TRUE(module_.record_activity()->take().empty());
}

TEST_F(CuptiRecords, TheClockIsTheHosts) {
  const auto recorder = module_.record_activity();
  const Nanoseconds before = steady_now();
  const auto now = static_cast<Nanoseconds>(fake.clock());
  EXPECT_LE(before, now);
  EXPECT_LE(now, steady_now());
}

TEST_F(CuptiRecords, WhatCannotBeWatchedIsUnsupportedWithTheReason) {
  fake.enabling = CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED;
  try {
    module_.record_activity();
    FAIL();
  } catch (const Unsupported& reason) {
    EXPECT_STREQ(reason.what(), "cuptiActivityEnable: CUPTI_ERROR_OF_A_TEST");
  }
}

}  // namespace
}  // namespace warpmark
