#include "tests/fuzz/read_results.h"

#include "harness/error.h"
#include "reports/compare/recorded_runs.h"
#include "reports/html/study.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

template <class Read>
void expect_at_most_invalid_input(Read&& read) {
  try {
    read();
  } catch (const InvalidInput&) {
  }
}

/// A folder of this process alone.
class Folder {
 public:
  Folder() { fs::create_directories(path_); }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path operator/(const char* name) const { return path_ / name; }

 private:
  fs::path path_ = fs::temp_directory_path() / ("warpmark-fuzz-" + std::to_string(::getpid()));
};

}  // namespace

void read_results(std::string_view bytes) {
  static const Folder folder;  // making one takes longer than reading
  const fs::path results = folder / "results.csv", environment = folder / "env.json";
  const bool json = bytes.starts_with('{');  // the header of a CSV begins otherwise
  write(results, json ? "schema_version\n" : bytes);
  write(environment, json ? bytes : "{}");
  expect_at_most_invalid_input([&] { read_runs({results}); });
  expect_at_most_invalid_input([&] { html::read_session(results); });
}

}  // namespace warpmark
