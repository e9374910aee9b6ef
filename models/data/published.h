#pragma once

#include "harness/index.h"

#include <string>
#include <string_view>
#include <vector>

namespace warpmark::nn {

/// A file as its authors published it.
struct PublishedFile {
  std::string_view name;
  Index bytes = 0;
  std::string_view sha256;  // 64 hex digits
};

struct PublishedSet {
  std::string_view name;                  // and of its folder: "mnist"
  std::vector<std::string_view> mirrors;  // URLs that end in '/', a file's name follows
  std::vector<PublishedFile> files;       // as they are downloaded
  std::vector<PublishedFile> contents;    // what is in them
};

/// The data sets that have published files: mnist, cifar10.
const std::vector<PublishedSet>& published_sets();

/// Throws std::invalid_argument for one that has none.
const PublishedSet& published_set(std::string_view name);

/// The published file of that name, compressed or not; null where there is none.
const PublishedFile* find_published(const PublishedSet& set, std::string_view name);

}  // namespace warpmark::nn
