#pragma once

#include <memory>
#include <string>

namespace warpmark {

/// A regular expression of ECMAScript (as in JavaScript, with \d, \w and \b) that is searched in
/// case_ids.
class Pattern {
 public:
  /// `flag`: where it was given, for the complaint. Throws UsageError where it does not compile.
  Pattern(const std::string& text, const std::string& flag);

  /// Everything is found where the text is empty.
  bool found_in(const std::string& case_id) const;

 private:
  struct Expression;                              // std::regex, which is slow to compile
  std::shared_ptr<const Expression> expression_;  // null: everything is found
};

}  // namespace warpmark
