#include "models/image_source.h"

#include "harness/error.h"
#include "models/data/load.h"
#include "models/data/published.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

bool has_files(const std::string& set) {
  const auto& sets = published_sets();
  return std::any_of(sets.begin(), sets.end(),
                     [&](const PublishedSet& published) { return published.name == set; });
}

Origin found(const std::string& set, const std::filesystem::path& folder) {
  if (!has_files(set)) return Origin::synthetic;
  try {
    return origin(set, folder);
  } catch (const InvalidInput&) {
    return Origin::real;
  }
}

ImageFacts facts_of(const DataSet& data) {
  return {describe(data), data.train.count, data.test.count};
}

}  // namespace

const ImageFacts& ImageShelf::facts(const std::string& name, const Load& load) {
  auto known = known_.find(name);
  if (known == known_.end()) known = known_.emplace(name, facts_of(*images(name, load))).first;
  return known->second;
}

std::shared_ptr<const DataSet> ImageShelf::images(const std::string& name, const Load& load) {
  if (keep_ == Keep::facts) return std::make_shared<const DataSet>(load());
  if (!kept_ || kept_name_ != name) {
    kept_.reset();
    kept_ = std::make_shared<const DataSet>(load());
    kept_name_ = name;
  }
  return kept_;
}

ImageSource find_images(const Recipe& recipe, const std::filesystem::path& folder,
                        const std::shared_ptr<ImageShelf>& shelf) {
  const auto load = [folder, load = recipe.load](int threads) {
    return [=] { return load(folder, threads); };
  };
  ImageSource source{.origin = found(recipe.data, folder), .folder = folder};
  source.images = [=, set = recipe.data](int threads) { return shelf->images(set, load(threads)); };
  if (source.origin == Origin::real) {
    source.facts = [=, set = recipe.data] { return shelf->facts(set, load(1)); };
  } else {
    source.facts = [drawn = ImageFacts{recipe.data + ':' + name(Origin::synthetic),
                                       recipe.train_images, recipe.test_images}] { return drawn; };
  }
  return source;
}

}  // namespace warpmark::nn
