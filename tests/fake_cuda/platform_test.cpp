#include "harness/platform.h"

#include "harness/cuda/buffer.h"
#include "harness/error.h"
#include "harness/loader.h"
#include "tests/fake_cuda/fixture.h"
#include "tests/fake_cuda/nvml.h"

namespace warpmark {
namespace {

class CudaPlatformTest : public OnFakeGpu {
 protected:
  ~CudaPlatformTest() override { fake_nvml::gpus().clear(); }

  Loader loader_{FAKE_CUDA_FOLDER};
  Platform& platform_ = *loader_.open("cuda").platform;
};

TEST_F(CudaPlatformTest, DescribesEachDeviceWithWhatNvmlKnowsOfIt) {
  start({.devices = 2});
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(1), .free_bytes = 111},
                       {.uuid = fake_nvml::uuid(0), .free_bytes = 222}};
  const auto devices = platform_.devices();
  ASSERT_EQ(devices.size(), 2u);
  EXPECT_EQ(devices[0].uuid, "GPU-a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a0a0");
  EXPECT_EQ(devices[0].free_bytes, 222);
  EXPECT_EQ(devices[1].free_bytes, 111);
  EXPECT_EQ(devices[1].compute_capability, "9.0");
  EXPECT_EQ(devices[1].cuda_version, "13.0");
  EXPECT_EQ(devices[1].sm_clock_hz, 1.98e9);
  EXPECT_TRUE(platform_.absence().empty());
}

TEST_F(CudaPlatformTest, SaysHowMuchMemoryIsFree) {
  start({.memory_bytes = 1'000'000});
  const double before = platform_.free_bytes(0);
  const DeviceBuffer buffer(*queue_, 1000);
  EXPECT_EQ(platform_.free_bytes(0), before - 1000);
}

TEST_F(CudaPlatformTest, WithoutADeviceThereIsAReason) {
  device_.restart({.devices = 0});
  EXPECT_TRUE(platform_.devices().empty());
  EXPECT_EQ(platform_.absence(), "no CUDA-capable device");
}

TEST_F(CudaPlatformTest, KeepsOneSensorForEachDevice) {
  start({.devices = 2});
  fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(1), .temperature_c = 77}};
  EXPECT_EQ(platform_.sensor(0), nullptr);
  ASSERT_NE(platform_.sensor(1), nullptr);
  EXPECT_EQ(platform_.sensor(1), platform_.sensor(1));
  EXPECT_EQ(platform_.sensor(1)->read().temperature_c, 77);
}

TEST_F(CudaPlatformTest, TheFlushIsNoPartOfTheMemoryOfAWorkload) {
  start({.l2_bytes = 1 << 20});
  platform_.reset_peak_memory(*queue_);
  const auto stopwatch = platform_.make_stopwatch(Timing::cold, *queue_);
  { const DeviceBuffer buffer(*queue_, 1000); }
  EXPECT_EQ(platform_.peak_memory_bytes(*queue_), 1000);
}

}  // namespace
}  // namespace warpmark
