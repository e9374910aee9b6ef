#include "models/data/load.h"

#include "harness/error.h"
#include "models/data/cifar10.h"
#include "models/data/idx.h"
#include "models/data/published.h"
#include "models/data/synthetic.h"

#include <fmt/format.h>

#include <optional>

namespace warpmark::nn {
namespace {

namespace fs = std::filesystem;

/// Also where it is a link to nothing. Throws InvalidInput where that cannot be told, or images
/// that nobody may look at would pass for none.
bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(path, error).type();
  if (type != fs::file_type::none) return type != fs::file_type::not_found;
  throw InvalidInput(fmt::format("{}: {}", path.string(), error.message()));
}

/// Throws InvalidInput where something else has its name, such as a link to nothing, or what it
/// should hold would pass for none.
bool is_folder(const fs::path& path) {
  if (!is_there(path)) return false;
  std::error_code error;
  if (fs::is_directory(path, error)) return true;
  throw InvalidInput(
      fmt::format("{}: is no folder{}", path.string(), error ? " (" + error.message() + ")" : ""));
}

/// The file of that name in `folder`, or the first with one of `endings`.
std::optional<fs::path> find_file(const fs::path& folder, std::string_view name,
                                  std::initializer_list<const char*> endings) {
  for (const char* ending : endings) {
    const fs::path path = folder / (std::string(name) + ending);
    if (is_there(path)) return path;
  }
  return std::nullopt;
}

/// The contents of a set, one file each in `folder`: all, or none.
std::vector<fs::path> find_contents(const PublishedSet& set, const fs::path& folder,
                                    std::initializer_list<const char*> endings) {
  if (!is_folder(folder)) return {};
  std::vector<fs::path> found;
  std::string missing;
  for (const PublishedFile& file : set.contents) {
    if (auto path = find_file(folder, file.name, endings)) {
      found.push_back(std::move(*path));
    } else {
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", file.name);
    }
  }
  if (!found.empty() && !missing.empty()) {
    throw InvalidInput(fmt::format("{}: is here, but {} is missing in {}", found.front().string(),
                                   missing, folder.string()));
  }
  return found;
}

std::vector<fs::path> find_mnist(const PublishedSet& set, const fs::path& folder) {
  return find_contents(set, folder, {".gz", ""});
}

std::vector<fs::path> find_cifar10(const PublishedSet& set, const fs::path& folder) {
  for (const fs::path& unpacked : {folder / "cifar-10-batches-bin", folder}) {
    auto files = find_contents(set, unpacked, {""});
    if (!files.empty()) return files;
  }
  const auto archive = find_file(folder, set.files.front().name, {""});
  return archive ? std::vector{*archive} : std::vector<fs::path>();
}

DataSet read_mnist(const std::vector<fs::path>& files) {
  constexpr Index kSide = 28, kClasses = 10;
  DataSet out{"mnist",
              Origin::real,
              read_idx(files[0], files[1], kClasses),
              {},
              read_idx(files[2], files[3], kClasses)};
  for (const ImageSet* set : {&out.train, &out.test}) {
    if (set->height == kSide && set->width == kSide) continue;
    throw InvalidInput(fmt::format("{}: byte 8: images of {}×{} pixels instead of {}×{}",
                                   files[set == &out.train ? 0 : 2].string(), set->height,
                                   set->width, kSide, kSide));
  }
  return out;
}

/// How a data set is found in a folder, read, or drawn.
struct Source {
  std::vector<fs::path> (*find)(const PublishedSet& set, const fs::path& folder);
  DataSet (*read)(const std::vector<fs::path>& files);
  DataSet (*draw)(int threads);
};

Source source(const PublishedSet& set) {
  if (set.name == "mnist") return {find_mnist, read_mnist, synthetic_mnist};
  return {find_cifar10, read_cifar10, synthetic_cifar10};
}

}  // namespace

std::vector<fs::path> find_files(const std::string& set, const fs::path& folder) {
  const PublishedSet& published = published_set(set);
  const auto find = source(published).find;
  auto files = find(published, folder / set);
  return files.empty() ? find(published, folder) : files;
}

Origin origin(const std::string& set, const fs::path& folder) {
  return find_files(set, folder).empty() ? Origin::synthetic : Origin::real;
}

DataSet load(const std::string& set, const fs::path& folder, int threads) {
  const std::vector<fs::path> files = find_files(set, folder);
  const Source from = source(published_set(set));
  return files.empty() ? from.draw(threads) : from.read(files);
}

}  // namespace warpmark::nn
