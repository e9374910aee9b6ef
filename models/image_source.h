#pragma once

#include "models/recipes.h"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace warpmark::nn {

/// What a data set holds.
struct ImageFacts {
  std::string description;  // for the case hash: name, origin and, of files, a checksum
  Index train = 0, test = 0;
};

/// What is known of the data sets of one folder, and the one that was asked for last, for whoever
/// asks next.
class ImageShelf {
 public:
  using Load = std::function<DataSet()>;

  /// Without the images where nobody works with them: they are not worth their memory.
  enum class Keep { facts, facts_and_images };
  explicit ImageShelf(Keep keep) : keep_(keep) {}

  /// Of the data set of that name, which is loaded unless they are known.
  const ImageFacts& facts(const std::string& name, const Load& load);

  /// What is kept, if it has that name; else what `load` gives, which takes its place. That is let
  /// go of before: there are never two here.
  std::shared_ptr<const DataSet> images(const std::string& name, const Load& load);

 private:
  Keep keep_;
  std::map<std::string, ImageFacts> known_;  // by name
  std::shared_ptr<const DataSet> kept_;
  std::string kept_name_;
};

/// Where the images of a recipe come from.
struct ImageSource {
  Origin origin = Origin::synthetic;
  std::filesystem::path folder = {};
  /// Files are read when this is first called, and not again. Throws InvalidInput.
  std::function<ImageFacts()> facts = {};
  /// All of them, drawn by so many threads where they are synthetic. Throws InvalidInput.
  std::function<std::shared_ptr<const DataSet>(int threads)> images = {};
};

/// Looks for a recipe's files in a folder, and reads none. What is drawn is known without drawing
/// it. Files that are there in part or cannot be looked at count as real, and are complained of by
/// facts() and images() alone: nobody else needs them. `shelf`: where what is read stays.
ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder,
                        const std::shared_ptr<ImageShelf>& shelf =
                            std::make_shared<ImageShelf>(ImageShelf::Keep::facts));

}  // namespace warpmark::nn
