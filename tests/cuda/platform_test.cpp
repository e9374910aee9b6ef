// The GPU as the rest of the program sees it.

#include "harness/platform.h"

#include "harness/cuda/buffer.h"
#include "harness/loader.h"
#include "tests/cuda/gpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark {
namespace {

using testing::MatchesRegex;

class GpuPlatform : public testing::Test {
 protected:
  Loader loader_;
  Platform& platform_ = *loader_.open("cuda").platform;
};

/// Also where there is no GPU: then a reason is there.
TEST_F(GpuPlatform, HasDevicesOrAReason) {
  const bool absent = platform_.devices().empty();
  EXPECT_EQ(absent, !platform_.absence().empty()) << platform_.absence();
}

class GpuDevice : public OnGpu<GpuPlatform> {};

TEST_F(GpuDevice, IsDescribed) {
  const DeviceInfo info = platform_.devices().at(0);
  EXPECT_EQ(info.ordinal, 0);
  EXPECT_NE(info.name, "");
  EXPECT_THAT(info.uuid, MatchesRegex("GPU-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
  EXPECT_THAT(info.compute_capability, MatchesRegex("[0-9]+\\.[0-9]"));
  EXPECT_THAT(info.cuda_version, MatchesRegex("[0-9]+\\.[0-9]"));
  EXPECT_GT(info.multiprocessors, 0);
  EXPECT_GT(info.free_bytes, 0);
  EXPECT_GE(info.memory_bytes, info.free_bytes);
  EXPECT_GT(info.l2_bytes, 0);
  EXPECT_GT(info.sm_clock_hz, 1e8);
  EXPECT_GT(info.mem_clock_hz, 1e8);
  EXPECT_GT(info.memory_bus_bits, 0);
  EXPECT_NE(info.pci_bus_id, "");
}

/// Where NVML knows the device at all.
TEST_F(GpuDevice, TellsItsState) {
  Sensor* sensor = platform_.sensor(0);
  if (sensor == nullptr) GTEST_SKIP() << "no NVML here";
  const Reading reading = sensor->read();
  const auto is_between = [](std::optional<double> value, double low, double high) {
    return value && *value > low && *value < high;
  };
  EXPECT_TRUE(is_between(reading.mem_clock_hz, 1e8, 1e11));
  EXPECT_TRUE(is_between(reading.temperature_c, 0, 120));
  EXPECT_TRUE(is_between(reading.power_w, 1, 2000));
  EXPECT_TRUE(reading.throttle.has_value());
}

TEST_F(GpuDevice, PeakMemoryIsWhatBuffersTook) {
  constexpr std::size_t kBytes = std::size_t{64} << 20;
  const auto queue = platform_.make_queue(0);
  platform_.reset_peak_memory(*queue);
  const double before = platform_.peak_memory_bytes(*queue);
  {
    const DeviceBuffer first(cuda_queue(*queue), kBytes);
    const DeviceBuffer second(cuda_queue(*queue), kBytes);
  }
  queue->wait();
  const double peak = platform_.peak_memory_bytes(*queue);
  EXPECT_GE(peak - before, 2 * kBytes);
  EXPECT_LT(peak - before, 2.5 * kBytes);
  platform_.reset_peak_memory(*queue);
  EXPECT_LT(platform_.peak_memory_bytes(*queue), peak);
}

TEST_F(GpuDevice, MoreMemoryThanThereIsIsRefused) {
  const auto queue = platform_.make_queue(0);
  const auto too_many = static_cast<std::size_t>(4 * platform_.devices().at(0).memory_bytes);
  EXPECT_THROW(DeviceBuffer(cuda_queue(*queue), too_many), std::bad_alloc);
  const DeviceBuffer small(cuda_queue(*queue), 1024);
  EXPECT_NO_THROW(queue->wait());
}

TEST_F(GpuDevice, AQueueOfAnotherKindIsRefused) {
  Queue cpu;
  EXPECT_THROW(cuda_queue(cpu), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark
