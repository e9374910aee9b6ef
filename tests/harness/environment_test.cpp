#include "harness/environment.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <regex>

namespace warpmark {
namespace {

TEST(Cpu, IsDescribedConsistently) {
  const CpuInfo cpu = query_cpu();
  EXPECT_FALSE(cpu.model.empty());
  EXPECT_GE(cpu.usable_threads, 1);
  EXPECT_LE(cpu.usable_threads, static_cast<int>(cpu.usable_cores.size()));
  EXPECT_LE(cpu.usable_cores.size(), static_cast<std::size_t>(cpu.physical_cores));
  EXPECT_LE(cpu.physical_cores, cpu.logical_cores);
  EXPECT_GT(cpu.available_bytes, 0);
  EXPECT_LE(cpu.available_bytes, cpu.memory_bytes);
}

Environment some_environment() {
  DeviceInfo gpu;
  gpu.name = "NVIDIA H200";
  gpu.compute_capability = "9.0";
  gpu.memory_bytes = 150754820096.0;
  return query_environment({gpu}, "", {"warpmark", "run"});
}

TEST(Fingerprint, BeginsWithALetterAndIgnoresWhatChanges) {
  Environment a = some_environment(), b = a;
  EXPECT_TRUE(std::regex_match(a.fingerprint(), std::regex("m[0-9a-f]{12}")));
  b.gpus[0].free_bytes = 5;
  b.gpus[0].uuid = "GPU-1";
  b.gpus[0].driver_version = "1.2";
  b.cpu.available_bytes = 7;
  b.load_average = 9;
  b.busy_cores = 2;
  b.warnings.push_back({"code", "message", "advice"});
  b.gpus[0].other_processes = 1;
  b.gpus[0].sm_clock_now_hz = 345e6;
  b.gpus[0].pcie_width = 8;
  EXPECT_EQ(a.fingerprint(), b.fingerprint());
  b.gpus[0].multiprocessors = 114;
  EXPECT_NE(a.fingerprint(), b.fingerprint());
  b = a;
  b.cpu.model += " mk2";
  EXPECT_NE(a.fingerprint(), b.fingerprint());
}

TEST(EnvironmentJson, HoldsMachineBuildAndCommandAndNullForTheUnknown) {
  const auto json = nlohmann::json::parse(some_environment().json());
  EXPECT_EQ(json.at("command")[1], "run");
  EXPECT_EQ(json.at("gpus")[0].at("name"), "NVIDIA H200");
  EXPECT_TRUE(json.at("gpus")[0].at("power_limit_w").is_null());
  EXPECT_TRUE(json.at("gpus")[0].at("other_processes").is_null());
  EXPECT_FALSE(json.at("build").at("compiler").get<std::string>().empty());
  EXPECT_TRUE(std::regex_match(json.at("started_utc").get<std::string>(),
                               std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")));
}

TEST(NewId, IsFreshAndBeginsWithItsLetter) {
  EXPECT_NE(new_id('r'), new_id('r'));
  EXPECT_EQ(new_id('s').front(), 's');
  EXPECT_EQ(new_id('s').size(), 26u);
}

}  // namespace
}  // namespace warpmark
