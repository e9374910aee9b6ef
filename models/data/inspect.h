#pragma once

#include "models/data/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark::nn {

/// How a file compares with the published one of its name. `same_size`: it was not read.
enum class Match { same_size, published, different };

struct FileReport {
  std::string file;  // its path, or its name inside the archive before it
  bool inside = false;
  Index bytes = 0;
  Match match = Match::same_size;
  std::string sha256;  // empty: it was not read
};

/// What is found of a data set. Another file than the published one may still be a good data set:
/// only what cannot be read as one is a fault.
struct SetReport {
  std::string name;
  std::vector<FileReport> files;  // none: the set is synthetic
  std::string fault;              // empty: none found
  std::string contents;           // of what was read: counts, shape, describe()
};

/// Looks for the data set in `folder`. `verify`: reads all of it, compares it with the published
/// checksums and looks for faults; else looks at the files' sizes alone.
SetReport inspect(const std::string& set, const std::filesystem::path& folder, bool verify);

}  // namespace warpmark::nn
