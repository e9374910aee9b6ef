#pragma once

#include "models/data/dataset.h"

#include <filesystem>

namespace warpmark::nn {

/// Images of one channel and their labels from a pair of IDX files, plain or gzip: big-endian
/// 32-bit integers and then bytes. Images: 2051, count, height, width, pixels row by row; labels:
/// 2049, count, labels. (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten
/// digits".) Nothing is allocated that the file could not hold. Throws InvalidInput naming file and
/// position.
ImageSet read_idx(const std::filesystem::path& images, const std::filesystem::path& labels,
                  Index classes);

}  // namespace warpmark::nn
