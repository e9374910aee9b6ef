#include "models/image_source.h"

#include "models/data/load.h"
#include "models/data/published.h"

#include <algorithm>
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

std::shared_ptr<const DataSet> ImageShelf::get(const std::string& name,
                                               const std::function<DataSet()>& load) {
  if (!kept_ || name_ != name) {
    kept_.reset();
    kept_ = std::make_shared<const DataSet>(load());
    name_ = name;
  }
  return kept_;
}

ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder,
                        const std::shared_ptr<ImageShelf>& shelf) {
  ImageSource source{.folder = folder};
  if (has_files(recipe.data)) source.origin = origin(recipe.data, folder);
  source.images = [=, set = recipe.data, load = recipe.load](int threads) {
    const auto now = [&] { return load(folder, threads); };
    return shelf ? shelf->get(set, now) : std::make_shared<const DataSet>(now());
  };
  const auto known = std::make_shared<std::optional<ImageFacts>>();
  if (source.origin == Origin::synthetic) {
    *known = {recipe.data + ':' + name(Origin::synthetic), recipe.train_images, recipe.test_images};
  }
  source.facts = [known, images = source.images]() -> const ImageFacts& {
    if (!*known) *known = facts_of(*images(1));
    return **known;
  };
  return source;
}

}  // namespace warpmark::nn
