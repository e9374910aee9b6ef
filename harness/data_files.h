#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace warpmark {

/// A data set that a benchmark works on beside its inputs, or in place of them.
struct DataFiles {
  std::filesystem::path folder = {};           // where its files are; empty: it is made up
  std::function<std::string()> describe = {};  // name, origin, checksum: for the case hash
  /// All of it in memory, of a type that its benchmarks know; by so many threads where it is drawn.
  /// The same for every case, so that it need not be read anew for each.
  std::function<std::shared_ptr<const void>(int threads)> load = {};
};

}  // namespace warpmark
