#include "harness/pattern.h"

#include "harness/error.h"

#include <fmt/core.h>

namespace warpmark {

Pattern::Pattern(const std::string& text, const std::string& flag) try
    : everything_(text.empty()), regex_(text, std::regex::ECMAScript | std::regex::nosubs) {
} catch (const std::regex_error& error) {
  throw UsageError(
      fmt::format("{} '{}' is no regular expression (ECMAScript's): {}", flag, text, error.what()));
}

bool Pattern::found_in(const std::string& case_id) const {
  return everything_ || std::regex_search(case_id, regex_);
}

}  // namespace warpmark
