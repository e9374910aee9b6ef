#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <string>

namespace warpmark {

/// What an engine was chosen for: what is computed, by what, on what.
struct PlanKey {
  std::string device;   // "NVIDIA H200"
  std::string library;  // with its versions
  std::string graph;    // operations, shapes and dtypes
  auto operator<=>(const PlanKey&) const = default;
};

/// The engine and its knobs, as the library names them.
using Plans = std::map<PlanKey, std::string>;

/// Its name among the results of a run.
inline constexpr const char* kPlanFile = "cudnn_plans.json";

/// The choices in a file; none where there is no file. Throws InvalidInput naming the file where it
/// holds anything else, or is of another version.
Plans read_plans(const std::filesystem::path& file);

/// Adds a choice to a file, or replaces it. The file is replaced as a whole, so that who reads it
/// meanwhile finds the old or the new one; of two who write at once, one's choice may be lost, and
/// is then made again. Throws InvalidInput as read_plans() does, WriteError.
void keep_plan(const std::filesystem::path& file, const PlanKey& key, const std::string& engine);

/// Throws InvalidInput as read_plans() does, and WriteError where the file's folder is not there.
void check_plan_file(const std::filesystem::path& file);

}  // namespace warpmark
