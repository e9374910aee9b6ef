#include "suites/suites.h"

#include <algorithm>
#include <functional>

namespace warpmark {
namespace {

/// The benchmarks that belong to a suite, where axes have it at the value that names leave out.
std::vector<Selection> all_of(const std::string& suite, const std::vector<BenchmarkSpec>& catalog,
                              const std::vector<DeviceKind>& devices = {}) {
  std::vector<Selection> selections;
  for (const BenchmarkSpec& spec : catalog) {
    if (spec.suite != suite) continue;
    Selection& selection = selections.emplace_back();
    selection.benchmark = spec.name;
    selection.devices = devices;
    for (const Axis& axis : spec.axes) {
      const bool has =
          std::find(axis.values.begin(), axis.values.end(), axis.unnamed) != axis.values.end();
      if (has) selection.axes.push_back({axis.name, {*axis.unnamed}});
    }
  }
  return selections;
}

Axis words(std::string name, std::vector<std::string> values) {
  return {std::move(name), {values.begin(), values.end()}};
}

Axis sizes(std::string name, std::vector<std::int64_t> values) {
  return {std::move(name), {values.begin(), values.end()}};
}

/// An epoch of the smallest network, and what it is compared by: a step.
Selection quick_training(Selection selection) {
  std::erase_if(selection.axes, [](const Axis& axis) { return axis.name == "epochs"; });
  for (const Axis& axis : {sizes("epochs", {1}), sizes("batch", {64}), words("dtype", {"fp32"})}) {
    selection.axes.push_back(axis);
  }
  return selection;
}

/// A cache-resident size and one beyond the caches, of every kernel; and some training.
std::vector<Selection> quick_selections(const std::vector<BenchmarkSpec>& catalog) {
  constexpr std::int64_t kResident = 1 << 16, kBeyond = 1 << 25;
  const std::vector<Timing> timings = {Timing::cold, Timing::hot};
  std::vector<Selection> quick = {
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
  for (const Selection& selection : all_of("training", catalog)) {
    if (selection.benchmark == "train_mnist") quick.push_back(quick_training(selection));
  }
  return quick;
}

}  // namespace

std::vector<Suite> all_suites(const std::vector<BenchmarkSpec>& catalog) {
  return {
      {"kernels", "every kernel at every size", all_of("kernels", catalog)},
      {"cpu_baselines", "every kernel at every size, the CPU alone",
       all_of("kernels", catalog, {DeviceKind::cpu})},
      {"training", "networks trained on MNIST and CIFAR-10, steps of ResNet-50, inference",
       all_of("training", catalog)},
      {"quick", "every kernel in the caches and beyond them, an epoch of MNIST, in a few minutes",
       quick_selections(catalog), 1.0},
  };
}

}  // namespace warpmark
