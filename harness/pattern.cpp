#include "harness/pattern.h"

#include "harness/error.h"

#include <fmt/core.h>

#include <regex>

namespace warpmark {

struct Pattern::Expression {
  std::regex regex;
};

Pattern::Pattern(const std::string& text, const std::string& flag) try {
  if (text.empty()) return;
  const auto how = std::regex::ECMAScript | std::regex::nosubs;
  expression_ = std::make_shared<const Expression>(Expression{std::regex(text, how)});
} catch (const std::regex_error& error) {
  throw UsageError(
      fmt::format("{} '{}' is no regular expression (ECMAScript's): {}", flag, text, error.what()));
}

bool Pattern::found_in(const std::string& case_id) const {
  return !expression_ || std::regex_search(case_id, expression_->regex);
}

}  // namespace warpmark
