#pragma once

#include "models/data/dataset.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

namespace warpmark::nn {

/// The files of CIFAR-10's binary version: five to train on, one to test.
inline constexpr std::array<std::string_view, 6> kCifar10Batches{
    "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
    "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin"};

/// From the files of kCifar10Batches, or from one archive (tar or tar.gz) that holds them, in any
/// order. Each is a row of records: a label and three planes of 32 × 32 bytes, red, green, blue.
/// (A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009, and its page.)
/// Throws InvalidInput naming file and position.
DataSet read_cifar10(const std::vector<std::filesystem::path>& files);

}  // namespace warpmark::nn
