#include "suites/suites.h"

#include "harness/limit.h"

namespace warpmark {
namespace {

std::vector<Selection> everything(const std::vector<BenchmarkSpec>& catalog,
                                  std::vector<DeviceKind> devices) {
  std::vector<Selection> selections;
  for (const BenchmarkSpec& spec : catalog) {
    if (spec.name == kCeilings) continue;  // every run has them (suites/canaries.h)
    selections.push_back({.benchmark = spec.name, .devices = devices});
  }
  return selections;
}

Axis words(std::string name, std::vector<std::string> values) {
  return {std::move(name), {values.begin(), values.end()}};
}

Axis sizes(std::string name, std::vector<std::int64_t> values) {
  return {std::move(name), {values.begin(), values.end()}};
}

/// A cache-resident size and one beyond the caches, of every benchmark.
std::vector<Selection> quick_selections() {
  constexpr std::int64_t kResident = 1 << 16, kBeyond = 1 << 25;
  const std::vector<Timing> timings = {Timing::cold, Timing::hot};
  return {
      {"stream", {words("dtype", {"fp64"}), sizes("n", {kResident, kBeyond})}, timings},
      {"reduce", {words("dtype", {"fp32"}), sizes("n", {kResident, kBeyond})}, timings},
      {"transpose", {words("dtype", {"fp32"}), sizes("rows", {256, 4096})}, timings},
      {"softmax",
       {words("dtype", {"fp32", "bf16"}), sizes("rows", {64, 16384}), sizes("cols", {1024})},
       timings},
      {"gemm",
       {words("dtype", {"fp64", "fp32", "bf16"}), sizes("m", {256, 2048})},
       {Timing::cold, Timing::e2e}},
  };
}

}  // namespace

std::vector<Suite> all_suites(const std::vector<BenchmarkSpec>& catalog) {
  return {
      {"kernels", "every kernel at every size", everything(catalog, {})},
      {"cpu_baselines", "every kernel at every size, the CPU alone",
       everything(catalog, {DeviceKind::cpu})},
      {"quick", "every kernel in the caches and beyond them, in a few minutes", quick_selections(),
       1.0},
  };
}

}  // namespace warpmark
