#pragma once

#include "models/recipes.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace warpmark::nn {

/// What a data set holds.
struct ImageFacts {
  std::string description;  // for the case hash: name, origin and, of files, a checksum
  Index train = 0, test = 0;
};

/// The data set that was asked for last, kept for whoever asks for it next.
class ImageShelf {
 public:
  /// What is kept, if it has that name; else what `load` gives, which takes its place. That is let
  /// go of before: there are never two here.
  std::shared_ptr<const DataSet> get(const std::string& name, const std::function<DataSet()>& load);

 private:
  std::shared_ptr<const DataSet> kept_;
  std::string name_;
};

/// Where the images of a recipe come from.
struct ImageSource {
  Origin origin = Origin::synthetic;
  std::filesystem::path folder = {};
  /// Files are read when this is first called, and not again. Throws InvalidInput.
  std::function<const ImageFacts&()> facts = {};
  /// All of them, drawn by so many threads where they are synthetic. Throws InvalidInput.
  std::function<std::shared_ptr<const DataSet>(int threads)> images = {};
};

/// Looks for a recipe's files in a folder, and reads none. What is drawn is known without drawing
/// it. `shelf`: where the images stay once they are read, whether for facts() or for images(); null
/// where nobody works with them, so that nothing is kept. Throws InvalidInput where only some of
/// the files are there.
ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder,
                        const std::shared_ptr<ImageShelf>& shelf = nullptr);

}  // namespace warpmark::nn
