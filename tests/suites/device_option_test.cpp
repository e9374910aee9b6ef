#include "suites/device_option.h"

#include "harness/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::ElementsAre;

const Device kCpu{DeviceKind::cpu, 0}, kAbsent{DeviceKind::gpu, -1};

Device gpu(int ordinal) { return {DeviceKind::gpu, ordinal}; }

TEST(DeviceOption, ChoosesAmongTheGpusThatThereAre) {
  EXPECT_THAT(resolve({}, 2), ElementsAre(kCpu, gpu(0)));
  EXPECT_THAT(resolve(parse_devices("cpu"), 2), ElementsAre(kCpu));
  EXPECT_THAT(resolve(parse_devices("gpu"), 2), ElementsAre(gpu(0)));
  EXPECT_THAT(resolve(parse_devices("all"), 2), ElementsAre(kCpu, gpu(0), gpu(1)));
  EXPECT_THAT(resolve(parse_devices("1,0,1"), 2), ElementsAre(gpu(0), gpu(1)));
  EXPECT_THAT(resolve(parse_devices("cpu,1"), 2), ElementsAre(kCpu, gpu(1)));
}

TEST(DeviceOption, WithoutGpusOneThatIsAbsentStandsForAll) {
  EXPECT_THAT(resolve({}, 0), ElementsAre(kCpu, kAbsent));
  EXPECT_THAT(resolve(parse_devices("all"), 0), ElementsAre(kCpu, kAbsent));
  EXPECT_THAT(resolve(parse_devices("0,1"), 0), ElementsAre(kAbsent));
  EXPECT_THAT(resolve(parse_devices("cpu"), 0), ElementsAre(kCpu));
}

TEST(DeviceOption, UnknownDevicesAreErrors) {
  for (const char* text : {"tpu", "", "-1", "0,", "1x", "99999999999"}) {
    EXPECT_THROW(parse_devices(text), UsageError) << text;
  }
  EXPECT_THROW(resolve(parse_devices("2"), 2), UsageError);
}

}  // namespace
}  // namespace warpmark
