#include "suites/selection.h"

#include "harness/error.h"
#include "kernels/catalog.h"
#include "models/specs.h"
#include "suites/axis_option.h"
#include "suites/data_folder.h"
#include "suites/exit.h"
#include "suites/nearest.h"
#include "suites/suites.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

namespace warpmark {
namespace {

constexpr const char* kModulesSuite = "modules";

/// All suites, and that of the benchmarks that are not the program's.
std::vector<Suite> known_suites(const std::vector<BenchmarkSpec>& catalog) {
  std::vector<Suite> suites = all_suites(catalog);
  Suite modules{kModulesSuite, "the benchmarks of --module", {}};
  for (const BenchmarkSpec& spec : catalog) {
    if (spec.suite == kModulesSuite) modules.selections.push_back({.benchmark = spec.name});
  }
  if (!modules.selections.empty()) suites.push_back(std::move(modules));
  return suites;
}

std::vector<std::string> chosen_names(const Options& options) {
  if (!options.suites.empty()) return options.suites;
  return {options.modules.empty() ? "quick" : kModulesSuite};
}

const Suite& find(const std::vector<Suite>& suites, const std::string& name) {
  std::vector<std::string> names;
  for (const Suite& suite : suites) {
    if (suite.name == name) return suite;
    names.push_back(suite.name);
  }
  throw UsageError("unknown suite '" + name + "'" + did_you_mean(name, names));
}

/// Those of --axis, and what --epochs and --validate say of theirs.
std::vector<Axis> wanted_axes(const Options& options, const std::vector<BenchmarkSpec>& catalog) {
  constexpr std::int64_t kHeldOut = 5000;  // of MNIST's 60,000 images, of CIFAR-10's 50,000
  std::vector<std::string> texts = options.axes;
  if (options.epochs) texts.push_back(fmt::format("epochs={}", *options.epochs));
  if (options.validate) texts.push_back(fmt::format("validation={}", kHeldOut));
  return parse_axes(texts, catalog);
}

std::string searched(const Options& options, const Loader& loader) {
  std::string text = fmt::format("nothing matched in {}", fmt::join(chosen_names(options), ", "));
  if (!options.filter.empty()) text += fmt::format(", --filter '{}'", options.filter);
  for (const std::string& axis : options.axes) text += ", --axis " + axis;
  for (Timing timing : options.timings) text += fmt::format(", --timing {}", name(timing));
  if (!options.devices.cpu) text += ", GPUs alone";
  if (options.devices.gpus.empty() && !options.devices.every_gpu) text += ", the CPU alone";
  return text + (loader.built("cuda") ? "" : " (this program was built without CUDA)");
}

}  // namespace

double timeout_of(const Case& c, const std::optional<double>& beyond_sampling_s) {
  constexpr double kBeyondSampling_s = 300;
  const Sampling own = c.spec->sampling(c.params, c.timing);
  if (!beyond_sampling_s && own.exactly > 0 && own.timeout_s > 0) return own.timeout_s;
  const double beyond =
      beyond_sampling_s.value_or(own.timeout_s > 0 ? own.timeout_s : kBeyondSampling_s);
  return beyond > 0 ? beyond + c.max_time_s : 0;
}

std::vector<BenchmarkSpec> load_catalog(const Options& options, Loader& loader) {
  std::vector<BenchmarkSpec> specs = catalog();
  // Only where cases are brought to life is a data set worth its memory.
  using Keep = nn::ImageShelf::Keep;
  const auto shelf =
      std::make_shared<nn::ImageShelf>(options.in_process ? Keep::facts_and_images : Keep::facts);
  for (BenchmarkSpec& spec : nn::network_specs(data_folder(options.data), shelf)) {
    specs.push_back(std::move(spec));
  }
  for (const std::filesystem::path& file : options.modules) {
    for (const BenchmarkSpec& spec : loader.open_file(file).benchmarks) {
      const bool taken = std::any_of(specs.begin(), specs.end(),
                                     [&](const BenchmarkSpec& s) { return s.name == spec.name; });
      if (taken) {
        throw UsageError(fmt::format("--module {}: there already is a benchmark '{}'",
                                     file.string(), spec.name));
      }
      specs.push_back(spec);
      specs.back().suite = kModulesSuite;
    }
  }
  return specs;
}

std::vector<Case> choose_cases(const std::vector<BenchmarkSpec>& catalog, const Options& options,
                               int gpus, int threads, const Loader& loader) {
  const std::vector<Suite> suites = known_suites(catalog);
  const CaseFilter filter{options.filter, wanted_axes(options, catalog), options.timings,
                          resolve(options.devices, gpus), threads};
  const auto built = [&](const std::string& module) { return loader.built(module); };
  std::vector<Case> chosen;
  std::set<std::pair<std::string, int>> seen;  // case_id and GPU
  for (const std::string& name : chosen_names(options)) {
    for (Case& c : select_cases(catalog, find(suites, name), filter, built)) {
      c.max_time_s = options.max_time_s.value_or(c.max_time_s);
      c.timeout_s = timeout_of(c, options.timeout_s);
      if (seen.emplace(c.id(), c.device.ordinal).second) chosen.push_back(std::move(c));
    }
  }
  if (chosen.empty()) throw NothingRan(searched(options, loader));
  return chosen;
}

}  // namespace warpmark
