#include "suites/data_folder.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

const fs::path& require_folder(const char* named_by, const fs::path& folder) {
  std::error_code unreadable;
  if (fs::is_directory(folder, unreadable)) return folder;
  throw UsageError(fmt::format("{}: '{}' is no folder", named_by, folder.string()));
}

}  // namespace

fs::path data_folder(const fs::path& given) {
  constexpr const char* kVariable = "WARPMARK_DATA";
  if (!given.empty()) return require_folder("--data", given);
  const char* named = std::getenv(kVariable);
  return named && *named ? require_folder(kVariable, named) : "data";
}

}  // namespace warpmark
