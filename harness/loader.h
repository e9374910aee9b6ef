#pragma once

#include "harness/module.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// Opens modules: shared libraries beside the harness, each at most once, none before it is asked
/// for, so that listing initialises no CUDA and no thread pool.
class Loader {
 public:
  /// `folder`: where the modules lie; by default where the harness library does.
  explicit Loader(std::filesystem::path folder = harness_folder());

  /// Is there such a module at all? Opens nothing.
  bool built(const std::string& module) const;

  /// Opens module `name`. Throws Unsupported with the reason where it does not load on this host:
  /// "libcudnn.so.9 not found", "needs an x86-64-v3 processor".
  Module& open(const std::string& module);

  /// Opens a user's module from a file. Throws UsageError naming the file.
  Module& open_file(const std::filesystem::path& file);

  static std::filesystem::path harness_folder();

 private:
  std::filesystem::path file_of(const std::string& module) const;

  std::filesystem::path folder_;
  std::map<std::string, std::unique_ptr<Module>> modules_;
  std::map<std::string, std::string> failures_;
};

}  // namespace warpmark
