#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

/// The two parts of `--benchmark_filter=gemm`; the value is empty where there is none.
std::string_view flag_name(std::string_view flag);
std::string_view flag_value(std::string_view flag);

/// Is a flag of that name among them, "--benchmark_list_tests"?
bool has_flag(const std::vector<std::string>& flags, std::string_view name);

/// Throws UsageError for a flag of Google Benchmark that is unknown, whose value is none, or that
/// has no meaning here, with the flag to use instead.
void check_engine_flags(const std::vector<std::string>& flags);

}  // namespace warpmark
