#pragma once

#include "harness/activity.h"
#include "harness/platform.h"
#include "harness/self_check.h"
#include "harness/spec.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Raised when anything a module shares with the program changes its layout or meaning.
inline constexpr const char* kModuleAbi = "warpmark-4";

/// Factories by "<benchmark>.<variant>".
using Factories = std::map<std::string, Factory>;

/// What a module hands over. A module is a shared library that exports
///   extern "C" const char* warpmark_abi();                    // returns kModuleAbi
///   extern "C" void warpmark_open(warpmark::Module& module);  // fills it in
struct Module {
  Factories factories;                    // for variants that the catalog lists
  std::vector<BenchmarkSpec> benchmarks;  // whole specs: a user's own benchmarks
  std::unique_ptr<Platform> platform;     // the device it brings, if any
  /// What proves the instruments of that device. Listing them needs none; the ordinal is then -1.
  std::function<std::vector<SelfCheck>(int ordinal)> self_checks;
  MakeActivityRecorder record_activity;  // what watches a device, if it brings that
};

}  // namespace warpmark
