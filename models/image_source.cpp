#include "models/image_source.h"

#include "models/data/load.h"
#include "models/data/published.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace warpmark::nn {
namespace {

bool has_files(const std::string& set) {
  const auto& sets = published_sets();
  return std::any_of(sets.begin(), sets.end(),
                     [&](const PublishedSet& published) { return published.name == set; });
}

ImageFacts facts_of(const DataSet& data) {
  return {describe(data), data.train.count, data.test.count};
}

}  // namespace

ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder) {
  ImageSource source{.folder = folder};
  if (has_files(recipe.data)) source.origin = origin(recipe.data, folder);
  const auto known = std::make_shared<std::optional<ImageFacts>>();
  if (source.origin == Origin::synthetic) {
    *known = {recipe.data + ':' + name(Origin::synthetic), recipe.train_images, recipe.test_images};
  }
  source.facts = [known, load = recipe.load, folder]() -> const ImageFacts& {
    if (!*known) *known = facts_of(load(folder, 1));
    return **known;
  };
  return source;
}

}  // namespace warpmark::nn
