#pragma once

#include "harness/index.h"

#include <cstdint>
#include <string>
#include <vector>

namespace warpmark::nn {

/// Labelled images in host memory, bytes as their files have them.
struct ImageSet {
  Index count = 0, channels = 0, height = 0, width = 0, classes = 0;
  std::vector<std::uint8_t> images;   // (count, channels, height, width), row-major
  std::vector<std::uint16_t> labels;  // (count), each below `classes`

  Index image_bytes() const { return channels * height * width; }
};

/// Images first … first + count. Throws std::invalid_argument where there are not so many.
ImageSet part(const ImageSet& set, Index first, Index count);

/// Photographs and handwriting, or drawn by this program.
enum class Origin { real, synthetic };
std::string name(Origin origin);

struct DataSet {
  std::string name;  // "mnist", "cifar10", "imagenet"
  Origin origin = Origin::real;
  ImageSet train, validation, test;
};

/// For the case hash: "mnist:real:d" and 12 hex digits of the SHA-256 of shapes, images and labels,
/// whether or not some are held out for validation. Reads all of them: 0.1 s for CIFAR-10.
std::string describe(const DataSet& data);

/// A copy of the data set with its last `count` training images held out for validation. Throws
/// std::invalid_argument unless some are left to train on.
DataSet split(const DataSet& data, Index count);

}  // namespace warpmark::nn
