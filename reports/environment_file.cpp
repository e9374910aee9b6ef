#include "reports/environment_file.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <fstream>

namespace warpmark {

nlohmann::json read_environment(const std::filesystem::path& path) try {
  constexpr int kDeepest = 100;
  std::ifstream file(path);
  if (!file) return nullptr;
  return nlohmann::json::parse(file, [&](int depth, auto, const auto&) {
    if (depth <= kDeepest) return true;
    throw InvalidInput(fmt::format("{}: nested deeper than {}", path.string(), kDeepest));
  });
} catch (const nlohmann::json::exception& error) {
  throw InvalidInput(path.string() + ": " + error.what());
}

}  // namespace warpmark
