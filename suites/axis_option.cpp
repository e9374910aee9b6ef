#include "suites/axis_option.h"

#include "harness/error.h"
#include "suites/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace warpmark {
namespace {

constexpr std::int64_t kLargestSize = std::int64_t{1} << 40;
constexpr std::size_t kMostValues = 1000;

void append_new(std::vector<Value>& values, const Value& value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

/// All values that any benchmark has on the axis; empty where none has such an axis.
std::vector<Value> known_values(const std::string& axis, const std::vector<BenchmarkSpec>& catalog,
                                std::vector<std::string>& axes) {
  std::vector<Value> values;
  for (const BenchmarkSpec& spec : catalog) {
    for (const Axis& declared : spec.axes) {
      if (std::find(axes.begin(), axes.end(), declared.name) == axes.end()) {
        axes.push_back(declared.name);
      }
      if (declared.name != axis) continue;
      // An axis that follows another has sizes, though none of its own.
      if (declared.values.empty()) append_new(values, std::int64_t{1});
      for (const Value& value : declared.values) append_new(values, value);
    }
  }
  return values;
}

/// Reads one --axis; `text_` is quoted in every complaint.
class AxisReader {
 public:
  explicit AxisReader(const std::string& text) : text_(text) {}

  Axis read(const std::vector<BenchmarkSpec>& catalog) const {
    const std::size_t equals = text_.find('=');
    if (equals == std::string::npos) fail("an axis is set as name=value[,value…]");
    Axis axis{text_.substr(0, equals), {}};
    const std::string values = text_.substr(equals + 1);
    std::vector<std::string> axes;
    const std::vector<Value> known = known_values(axis.name, catalog, axes);
    if (axis.name == "timing") fail("use --timing");
    if (known.empty()) fail("unknown axis '" + axis.name + "'" + did_you_mean(axis.name, axes));
    const bool of_words = std::holds_alternative<std::string>(known.front());
    axis.values = of_words ? words(values, known) : sizes(values, least(known));
    return axis;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw UsageError(fmt::format("--axis {}: {}", text_, why));
  }

  std::vector<Value> words(const std::string& list, const std::vector<Value>& known) const {
    const std::vector<std::string> wanted = split(list, ',');
    std::vector<std::string> names;
    for (const Value& value : known) names.push_back(text(value));
    for (const std::string& word : wanted) {
      if (std::find(names.begin(), names.end(), word) != names.end()) continue;
      fail(fmt::format("unknown value '{}'{}", word, did_you_mean(word, names)));
    }
    std::vector<Value> values;
    for (const std::string& name : names) {
      if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) values.emplace_back(name);
    }
    return values;
  }

  /// 0 where the axis has that itself, as a number of images held out: none.
  static std::int64_t least(const std::vector<Value>& known) {
    return std::find(known.begin(), known.end(), Value(std::int64_t{0})) == known.end() ? 1 : 0;
  }

  std::vector<Value> sizes(const std::string& list, std::int64_t least) const {
    std::vector<Value> values;
    for (const std::string& item : split(list, ',')) {
      const std::vector<std::string> parts = split(item, ':');
      if (parts.size() == 1) append_new(values, size(item, least));
      if (parts.size() == 2) fail("a range is first:last:*factor or first:last:+step");
      if (parts.size() == 3) append_range(values, parts);
      if (parts.size() > 3) fail("'" + item + "' has too many parts");
    }
    return values;
  }

  void append_range(std::vector<Value>& values, const std::vector<std::string>& parts) const {
    const std::int64_t first = size(parts[0]), last = size(parts[1]);
    const char kind = parts[2].empty() ? ' ' : parts[2][0];
    if (kind != '*' && kind != '+') fail("a range is first:last:*factor or first:last:+step");
    const std::int64_t step = size(parts[2].substr(1));
    if (kind == '*' && step < 2) fail("the factor of a range is at least 2");
    if (last < first) fail("the range ends before it begins");
    for (std::int64_t n = first; n <= last; n = kind == '*' ? n * step : n + step) {
      append_new(values, n);
      if (values.size() > kMostValues) fail(fmt::format("more than {} values", kMostValues));
      if (kind == '*' && n > last / step) break;  // the product might be too large for its type
    }
  }

  /// "4096", "4K", "2^12": `least` to 2^40.
  std::int64_t size(const std::string& word, std::int64_t least = 1) const {
    std::string digits = word;
    std::int64_t factor = 1;
    constexpr std::string_view kSuffixes = "KMG";
    if (const auto suffix = kSuffixes.find(digits.empty() ? ' ' : digits.back());
        suffix != std::string_view::npos) {
      factor = std::int64_t{1} << (10 * (suffix + 1));
      digits.pop_back();
    }
    const std::vector<std::string> power = split(digits, '^');
    if (power.size() > 2) fail("'" + word + "' is no size");
    std::int64_t value = number(power[0], word);
    if (power.size() == 2) value = raise(value, number(power[1], word));
    if (value < least) fail(fmt::format("'{}': a size is at least {}", word, least));
    if (value > kLargestSize / factor) fail("'" + word + "' is too large: at most 2^40");
    return value * factor;
  }

  std::int64_t number(const std::string& digits, const std::string& word) const {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) fail("'" + word + "' is too large: at most 2^40");
    if (error != std::errc() || end != digits.data() + digits.size()) {
      fail("'" + word + "' is no size: a size is 4096, 4K, 2M, 1G or 2^12");
    }
    return value;
  }

  /// base^exponent, or just above the largest size allowed, or below the least.
  static std::int64_t raise(std::int64_t base, std::int64_t exponent) {
    std::int64_t value = 1;
    for (std::int64_t i = 0; i < exponent && base > 1; ++i) {
      if (value > kLargestSize / base) return kLargestSize + 1;
      value *= base;
    }
    return base < 1 || exponent < 0 ? -1 : value;
  }

  const std::string& text_;
};

}  // namespace

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find(separator, begin)) != std::string::npos; begin = end + 1) {
    parts.push_back(text.substr(begin, end - begin));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::vector<Axis> parse_axes(const std::vector<std::string>& texts,
                             const std::vector<BenchmarkSpec>& catalog) {
  std::vector<Axis> axes;
  for (const std::string& text : texts) {
    Axis axis = AxisReader(text).read(catalog);
    for (const Axis& earlier : axes) {
      if (earlier.name == axis.name) throw UsageError("--axis " + axis.name + " is given twice");
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace warpmark
