#include "harness/cuda/nvml.h"

#include "harness/cuda/nvml_library.h"
#include "harness/cuda/nvml_sensor.h"
#include "tests/fake_cuda/nvml.h"

#include <gtest/gtest.h>

#include <unistd.h>

namespace warpmark {
namespace {

struct NvmlTest : testing::Test {
  NvmlTest() {
    fake_nvml::gpus() = {{.uuid = fake_nvml::uuid(1)},
                         {.uuid = fake_nvml::uuid(0),
                          .mem_clock_mhz = 1593,
                          .temperature_c = 63,
                          .power_mw = 412'250,
                          .free_bytes = 1 << 30,
                          .reasons = [] { return 0x84ull; },
                          .energy_mj = [] { return 123'456ull; }}};
  }
  ~NvmlTest() override { fake_nvml::gpus().clear(); }
};

TEST_F(NvmlTest, ASensorReadsTheGpuOfItsUuid) {
  const auto sensor = make_nvml_sensor(fake_nvml::uuid(0));
  ASSERT_TRUE(sensor);
  const Reading reading = sensor->read();
  EXPECT_DOUBLE_EQ(reading.mem_clock_hz.value(), 1593e6);
  EXPECT_DOUBLE_EQ(reading.temperature_c.value(), 63);
  EXPECT_DOUBLE_EQ(reading.power_w.value(), 412.25);
  EXPECT_EQ(reading.throttle.value(), 0x84u);
  EXPECT_DOUBLE_EQ(sensor->energy_j().value(), 123.456);
}

TEST_F(NvmlTest, WhatAGpuDoesNotHaveIsEmpty) {
  fake_nvml::gpus()[0].reasons = nullptr;
  const auto sensor = make_nvml_sensor(fake_nvml::uuid(1));
  EXPECT_FALSE(sensor->energy_j());
  EXPECT_FALSE(sensor->read().throttle);
  EXPECT_TRUE(sensor->read().power_w);
}

TEST_F(NvmlTest, AnUnknownGpuHasNoSensor) {
  EXPECT_FALSE(make_nvml_sensor("GPU-00000000-0000-0000-0000-000000000000"));
}

TEST_F(NvmlTest, WithoutADriverThereIsNoSensor) {
  fake_nvml::gpus().clear();
  EXPECT_FALSE(make_nvml_sensor(fake_nvml::uuid(0)));
}

TEST_F(NvmlTest, ALibraryThatIsNotThereIsNotOpen) {
  const NvmlLibrary absent("libno-such-library.so.1");
  EXPECT_FALSE(absent.open());
  EXPECT_FALSE(absent.ask<int()>("nvmlInit_v2"));
}

TEST_F(NvmlTest, DescribesADeviceByItsUuid) {
  DeviceInfo info;
  info.uuid = fake_nvml::uuid(0);
  Nvml().describe(info);
  EXPECT_EQ(info.driver_version, "580.65.06");
  EXPECT_DOUBLE_EQ(info.free_bytes, 1 << 30);
  EXPECT_EQ(info.ecc, "");
}

/// Its UUID is none that NVML knows a whole card by.
TEST_F(NvmlTest, DescribesASliceByItsCard) {
  fake_nvml::gpus()[1].pci_bus_id = "0000:17:00.0";
  fake_nvml::gpus()[1].sliced = true;
  DeviceInfo info;
  info.uuid = fake_nvml::uuid(7);
  info.pci_bus_id = "0000:17:00.0";
  Nvml().describe(info);
  EXPECT_EQ(info.mig, "on");
  EXPECT_EQ(info.free_bytes, 0) << "what is free on the card is not the slice's";
  EXPECT_FALSE(make_nvml_sensor(info.uuid)) << "nor is its power";
}

TEST_F(NvmlTest, TellsTheStateOfADevice) {
  fake_nvml::Gpu& gpu = fake_nvml::gpus()[1];
  gpu.persistent = false;
  gpu.busy_pct = 12;
  gpu.processes = {1, 2, static_cast<unsigned int>(getpid())};
  DeviceInfo info;
  info.uuid = fake_nvml::uuid(0);
  Nvml().describe(info);
  EXPECT_EQ(info.persistence, "off");
  EXPECT_EQ(info.other_processes, 2) << "this one does not count";
  EXPECT_DOUBLE_EQ(info.busy_pct, 12);
  EXPECT_DOUBLE_EQ(info.sm_clock_now_hz, 345e6);
  EXPECT_EQ(info.pcie_generation, 4);
  EXPECT_EQ(info.max_pcie_generation, 5);
  EXPECT_EQ(info.pcie_width, 0) << "no such bus";
}

TEST_F(NvmlTest, WithoutADriverTheStateIsNotKnown) {
  fake_nvml::gpus().clear();
  DeviceInfo info;
  info.uuid = fake_nvml::uuid(0);
  Nvml().describe(info);
  EXPECT_EQ(info.driver_version, "");
  EXPECT_LT(info.other_processes, 0);
  EXPECT_LT(info.busy_pct, 0);
}

}  // namespace
}  // namespace warpmark
