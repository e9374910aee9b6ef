#include "suites/read_file.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace warpmark {

std::string read_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  try {
    if (in) return {std::istreambuf_iterator<char>(in), {}};
  } catch (const std::ios_base::failure&) {  // of a folder, which can be opened
  }
  throw InvalidInput(
      fmt::format("{}: cannot read: {}", file.string(), std::generic_category().message(errno)));
}

}  // namespace warpmark
