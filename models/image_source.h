#pragma once

#include "models/recipes.h"

#include <filesystem>
#include <functional>
#include <string>

namespace warpmark::nn {

/// What a data set holds.
struct ImageFacts {
  std::string description;  // for the case hash: name, origin and, of files, a checksum
  Index train = 0, test = 0;
};

/// Where the images of a recipe come from.
struct ImageSource {
  Origin origin = Origin::synthetic;
  std::filesystem::path folder = {};
  /// Files are read when this is first called, and not again. Throws InvalidInput.
  std::function<const ImageFacts&()> facts;
};

/// Looks for a recipe's files in a folder, and reads none. What is drawn is known without drawing
/// it. Throws InvalidInput where only some of the files are there.
ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder);

}  // namespace warpmark::nn
