#include "tests/models/real_data.h"

#include "models/data/load.h"

#include <cstdlib>

namespace warpmark::nn {

std::optional<std::filesystem::path> real_data(const std::string& set) {
  const char* named = std::getenv("WARPMARK_DATA");
  const std::filesystem::path folder = named && *named ? named : WARPMARK_SHARED_DATA;
  if (origin(set, folder) == Origin::synthetic) return std::nullopt;
  return folder;
}

}  // namespace warpmark::nn
