#include "reports/compare/known_noise.h"

namespace warpmark {

namespace fs = std::filesystem;

fs::path noise_file(const fs::path& baselines, const std::string& fingerprint) {
  return baselines / fingerprint / "noise.csv";
}

KnownNoise known_noise(const fs::path& named, const std::set<std::string>& machines,
                       const fs::path& baselines) {
  if (!named.empty()) return {Noise::read(named), named};
  if (machines.size() != 1) return {};
  const fs::path file = noise_file(baselines, *machines.begin());
  return fs::exists(file) ? KnownNoise{Noise::read(file), file} : KnownNoise{};
}

}  // namespace warpmark
