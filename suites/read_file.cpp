#include "suites/read_file.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace warpmark {

std::string read_file(const std::filesystem::path& file) {
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::string text;
  std::vector<char> block(1 << 20);
  while (in) {  // a folder can be opened, and then is bad
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.eof()) return text;
  throw InvalidInput(
      fmt::format("{}: cannot read: {}", file.string(), std::generic_category().message(errno)));
}

}  // namespace warpmark
