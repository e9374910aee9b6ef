#pragma once

#include "reports/compare/comparison.h"

#include <string>

// What a comparison is written as. The same comparison gives the same bytes.
namespace warpmark {

/// For a terminal of 80 columns.
std::string console_text(const Comparison& comparison);

/// For the summary of a job, which GitHub takes below 1 MiB: changed cases first; cautions and
/// cases that do not fit are counted.
std::string markdown_text(const Comparison& comparison);

/// Everything; docs/compare.md lists the keys.
std::string json_text(const Comparison& comparison);

/// JUnit's XML: a test case each; what cannot be told is skipped.
std::string junit_text(const Comparison& comparison);

/// Annotations of GitHub's workflow commands, at most 10: it shows no more.
std::string github_text(const Comparison& comparison);

/// One row a case.
std::string csv_text(const Comparison& comparison);

}  // namespace warpmark
