#pragma once

#include "harness/spec.h"
#include "models/image_source.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace warpmark::nn {

/// The benchmark of one pass of a recipe: a case for each dtype, batch and device; in training
/// timed by epochs and by steps. Axes beside `dtype`, `batch` and `data` (real or synthetic) have a
/// value that names leave out: `epochs` 10, `schedule` constant, `warmup` 0 and `validation` 0
/// (epochs; images that are held out), `augment` none, `filters` whole (where some taps are
/// unused). The work of a case throws UsageError where all images are held out.
BenchmarkSpec network_spec(const Recipe& recipe, Pass pass, const ImageSource& images);

/// Those of all recipes(), with the data sets in a folder. `shelf`: where what is read stays for
/// all cases of all of them.
std::vector<BenchmarkSpec> network_specs(const std::filesystem::path& data,
                                         const std::shared_ptr<ImageShelf>& shelf =
                                             std::make_shared<ImageShelf>(ImageShelf::Keep::facts));

}  // namespace warpmark::nn
