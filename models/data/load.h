#pragma once

#include "models/data/dataset.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark::nn {

/// Where the files of a data set ("mnist", "cifar10") lie: in `folder` or its subfolder of the
/// set's name. MNIST: four files, each plain or gzip; CIFAR-10: six files, there or in
/// cifar-10-batches-bin, or the archive. None: nowhere. Nothing is read. Throws InvalidInput where
/// only some are there, or where something else is in the place of a folder.
std::vector<std::filesystem::path> find_files(const std::string& set,
                                              const std::filesystem::path& folder);

/// What load() would give, found out without reading a file.
Origin origin(const std::string& set, const std::filesystem::path& folder);

/// The data set from its files in `folder`, or drawn by `threads` threads where it has none there.
/// Throws InvalidInput naming file and position.
DataSet load(const std::string& set, const std::filesystem::path& folder, int threads);

}  // namespace warpmark::nn
