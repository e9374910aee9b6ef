#pragma once

#include "reports/compare/noise.h"

#include <filesystem>
#include <set>
#include <string>

namespace warpmark {

/// What is known of machines' noise, and from which file: none where nothing is.
struct KnownNoise {
  Noise noise;
  std::filesystem::path file;
};

/// Where `calibrate` keeps the noise of a machine.
std::filesystem::path noise_file(const std::filesystem::path& baselines,
                                 const std::string& fingerprint);

/// What the file `named` says; where none is named, the file of these machines in `baselines`, if
/// it is one machine and the file exists. Throws InvalidInput where it cannot be read.
KnownNoise known_noise(const std::filesystem::path& named, const std::set<std::string>& machines,
                       const std::filesystem::path& baselines);

}  // namespace warpmark
