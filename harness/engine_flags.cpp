#include "harness/engine_flags.h"

#include "harness/error.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <regex>

namespace warpmark {
namespace {

bool is_text(std::string_view value) { return !value.empty(); }
bool is_true(std::string_view value) { return value.empty() || value == "true"; }
bool is_json(std::string_view value) { return value == "json"; }

/// As many as --runs takes: Google Benchmark allocates for all of them beforehand.
bool is_count(std::string_view value) {
  int count = 0;
  const char* last = value.data() + value.size();
  const auto [end, error] = std::from_chars(value.data(), last, count);
  return error == std::errc() && end == last && count >= 1 && count <= 1000;
}

bool are_pairs(std::string_view value) {
  static const std::regex pairs("[^=,]+=[^=,]*(,[^=,]+=[^=,]*)*");
  return std::regex_match(value.begin(), value.end(), pairs);
}

/// Google Benchmark would pass over a value that it cannot read.
struct Flag {
  std::string_view name, form;
  bool (*fits)(std::string_view value);
};
constexpr std::array<Flag, 6> kFlags{{
    {"--benchmark_filter", "=REGEX", is_text},
    {"--benchmark_list_tests", " or --benchmark_list_tests=true", is_true},
    {"--benchmark_repetitions", "=N with N from 1 to 1000", is_count},
    {"--benchmark_out", "=FILE", is_text},
    {"--benchmark_out_format", "=json; results.csv in --out is the CSV", is_json},
    {"--benchmark_context", "=KEY=VALUE[,KEY=VALUE…]", are_pairs},
}};

struct Replacement {
  std::string_view flag, use;
};
constexpr std::array<Replacement, 9> kReplacements{{
    {"--benchmark_min_time", "--max-time and --min-samples"},
    {"--benchmark_min_warmup_time", "nothing: warm-up ends by itself"},
    {"--benchmark_format", "results.csv in --out"},
    {"--benchmark_enable_random_interleaving", "--runs"},
    {"--benchmark_report_aggregates_only", "results.csv, one row per repetition"},
    {"--benchmark_display_aggregates_only", "results.csv, one row per repetition"},
    {"--benchmark_time_unit", "results.csv, whose times are in seconds"},
    {"--benchmark_counters_tabular", "results.csv, one column per counter"},
    {"--benchmark_dry_run", "--dry-run"},
}};

/// Google Benchmark would report the mistake and carry on with nothing to run.
void check_filter(const std::string& flag) try {
  std::regex(std::string(flag_value(flag)), std::regex::extended);
} catch (const std::regex_error& error) {
  throw UsageError(flag + " is no regular expression (POSIX's extended): " + error.what());
}

void check(const std::string& flag) {
  for (const Replacement& r : kReplacements) {
    if (flag_name(flag) == r.flag) {
      throw UsageError(flag + " has no meaning here; use " + std::string(r.use));
    }
  }
  const auto known = std::find_if(kFlags.begin(), kFlags.end(),
                                  [&](const Flag& f) { return f.name == flag_name(flag); });
  if (known == kFlags.end()) throw UsageError("unknown flag " + flag);
  if (!known->fits(flag_value(flag))) {
    throw UsageError(flag + ": it is " + std::string(known->name) + std::string(known->form));
  }
  if (known->name == "--benchmark_filter") check_filter(flag);
}

}  // namespace

std::string_view flag_name(std::string_view flag) { return flag.substr(0, flag.find('=')); }

std::string_view flag_value(std::string_view flag) {
  return flag.substr(std::min(flag.size(), flag_name(flag).size() + 1));
}

bool has_flag(const std::vector<std::string>& flags, std::string_view name) {
  return std::any_of(flags.begin(), flags.end(),
                     [&](const std::string& flag) { return flag_name(flag) == name; });
}

void check_engine_flags(const std::vector<std::string>& flags) {
  for (const std::string& flag : flags) check(flag);
}

}  // namespace warpmark
