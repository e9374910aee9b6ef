#include "harness/preflight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace warpmark {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

DeviceInfo quiet_gpu(int ordinal = 0) {
  DeviceInfo gpu;
  gpu.ordinal = ordinal;
  gpu.driver_version = "580.65";
  gpu.ecc = "on";
  gpu.mig = "off";
  gpu.persistence = "on";
  gpu.other_processes = 0;
  gpu.busy_pct = 0;
  gpu.sm_clock_hz = 1980e6;
  gpu.sm_clock_now_hz = 1755e6;
  gpu.pcie_width = gpu.max_pcie_width = 16;
  gpu.pcie_generation = gpu.max_pcie_generation = 5;
  return gpu;
}

/// Eight cores and a GPU, and nothing wrong with them.
Environment quiet() {
  Environment environment;
  environment.cpu.usable_cores = {0, 1, 2, 3, 4, 5, 6, 7};
  environment.cpu.governor = "performance";
  environment.cpu.turbo = "off";
  environment.steal_pct = 0.2;
  environment.gpus = {quiet_gpu()};
  return environment;
}

std::vector<Warning> warnings(const Environment& environment, int threads = 8) {
  std::vector<int> all;
  for (const DeviceInfo& gpu : environment.gpus) all.push_back(gpu.ordinal);
  return preflight(environment, threads, all);
}

std::vector<std::string> codes(const Environment& environment, int threads = 8) {
  std::vector<std::string> out;
  for (const Warning& warning : warnings(environment, threads)) {
    EXPECT_FALSE(warning.message.empty() || warning.advice.empty()) << warning.code;
    EXPECT_EQ(warning.message.find('\n'), std::string::npos);
    out.push_back(warning.code);
  }
  return out;
}

std::vector<std::string> codes_with(const std::function<void(Environment&)>& change) {
  Environment environment = quiet();
  change(environment);
  return codes(environment);
}

std::vector<std::string> codes_with_gpu(const std::function<void(DeviceInfo&)>& change) {
  return codes_with([&](Environment& environment) { change(environment.gpus[0]); });
}

TEST(Preflight, AQuietMachineWarnsOfNothing) { EXPECT_THAT(codes(quiet()), IsEmpty()); }

TEST(Preflight, WhatIsNotKnownWarnsOfNothing) {
  Environment environment;
  environment.cpu.usable_cores = {0};
  DeviceInfo gpu;
  gpu.driver_version = "580.65";
  environment.gpus = {gpu};
  EXPECT_THAT(codes(environment, 1), IsEmpty());
}

TEST(Preflight, CpuClocks) {
  EXPECT_THAT(codes_with([](auto& e) { e.cpu.governor = "powersave"; }),
              ElementsAre("cpu_governor"));
  EXPECT_THAT(codes_with([](auto& e) { e.cpu.turbo = "on"; }), ElementsAre("cpu_turbo"));
}

TEST(Preflight, ShareOfTheCpu) {
  EXPECT_THAT(codes_with([](auto& e) { e.cpu.cgroup_quota_cores = 8; }), IsEmpty());
  Environment limited = quiet();
  limited.cpu.cgroup_quota_cores = 2.5;
  EXPECT_THAT(codes(limited, 2), ElementsAre("cpu_quota"));
  EXPECT_THAT(codes(limited, 3), ElementsAre("cpu_quota", "cpu_oversubscribed"));
  EXPECT_THAT(warnings(limited, 3)[1].message, HasSubstr("3 threads share 2.5 cores"));
  EXPECT_THAT(codes(quiet(), 9), ElementsAre("cpu_oversubscribed"));
}

TEST(Preflight, OtherWork) {
  EXPECT_THAT(codes_with([](auto& e) { e.busy_cores = 1.6; }), IsEmpty());
  EXPECT_THAT(codes_with([](auto& e) { e.busy_cores = 1.7; }), ElementsAre("cpu_busy"));
  EXPECT_THAT(codes_with([](auto& e) { e.load_average = 20; }), IsEmpty())
      << "the last minute is past";
  EXPECT_THAT(codes_with([](auto& e) { e.steal_pct = 1.1; }), ElementsAre("cpu_steal"));
}

TEST(Preflight, OthersOnTheGpu) {
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.other_processes = 2; }), ElementsAre("gpu_shared"));
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.busy_pct = 40; }), ElementsAre("gpu_shared"));
}

TEST(Preflight, ClocksThatFallAtRestAreNotLocked) {
  const auto at_rest = [](auto& g) { g.sm_clock_now_hz = 345e6; };
  EXPECT_THAT(codes_with_gpu(at_rest), ElementsAre("gpu_clocks_unlocked"));
  EXPECT_THAT(codes_with_gpu([&](auto& g) { at_rest(g), g.busy_pct = -1; }), IsEmpty())
      << "perhaps it is not at rest";
}

TEST(Preflight, StateOfTheGpu) {
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.ecc = "off"; }), ElementsAre("gpu_ecc_off"));
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.mig = "on"; }), ElementsAre("gpu_mig_on"));
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.persistence = "off"; }),
              ElementsAre("gpu_persistence_off"));
}

TEST(Preflight, LinkOfTheGpu) {
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.pcie_width = 8; }), ElementsAre("gpu_pcie_link"));
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.pcie_generation = 4; }), ElementsAre("gpu_pcie_link"));
  EXPECT_THAT(codes_with_gpu([](auto& g) { g.pcie_width = 0; }), IsEmpty());
  Environment environment = quiet();
  environment.gpus[0].pcie_generation = 4;
  EXPECT_THAT(warnings(environment)[0].message, HasSubstr("is 4.0 x16, the card's 5.0 x16"));
}

TEST(Preflight, WithoutNvmlThereIsANote) {
  Environment environment = quiet();
  environment.gpus[0].driver_version = "";
  environment.gpus[0].ecc = "off";
  ASSERT_THAT(codes(environment), ElementsAre("gpu_unknown"));
  EXPECT_TRUE(warnings(environment)[0].note);
}

TEST(Preflight, GpusOfOneFaultShareItsLine) {
  Environment environment = quiet();
  environment.gpus = {quiet_gpu(0), quiet_gpu(1), quiet_gpu(2)};
  for (DeviceInfo& gpu : environment.gpus) gpu.persistence = "off";
  environment.gpus[1].ecc = "off";
  const auto all = warnings(environment);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_THAT(all[0].message, HasSubstr("GPU 0, 1, 2: persistence"));
  EXPECT_THAT(all[1].message, HasSubstr("GPU 1: ECC"));
}

TEST(Preflight, AGpuThatIsNotMeasuredDoesNotMatter) {
  Environment environment = quiet();
  environment.gpus.push_back(quiet_gpu(1));
  environment.gpus[1].other_processes = 3;
  EXPECT_THAT(preflight(environment, 8, {0}), IsEmpty());
  EXPECT_EQ(preflight(environment, 8, {1}).size(), 1u);
}

}  // namespace
}  // namespace warpmark
