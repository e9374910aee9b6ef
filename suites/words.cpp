#include "suites/words.h"

namespace warpmark {

std::vector<std::string> command_line(const std::string& command, const Words& words) {
  std::vector<std::string> line{"warpmark", command};
  for (const auto& [name, values] : words) {
    for (const std::string& value : values) {
      const bool named = name.starts_with('-');
      line.push_back(!named ? value : value.empty() ? name : name + '=' + value);
    }
  }
  return line;
}

}  // namespace warpmark
