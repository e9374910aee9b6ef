#include "reports/html/groups.h"

#include "harness/timing.h"
#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace warpmark::html {

std::string RunNames::operator()(const std::string& group, const std::string& text) {
  const int run = ++seen_[{group, text}];
  return run == 1 ? text : fmt::format("{}, run {}", text, run);
}

Mark timing_mark(const std::string& timing) {
  switch (parse_timing(timing)) {
    case Timing::cold: return {Paint::first, Shape::circle, false};
    case Timing::hot: return {Paint::third, Shape::diamond, false};
    case Timing::graph: return {Paint::fourth, Shape::up, false};
    case Timing::e2e: return {Paint::second, Shape::circle, true};
    case Timing::epoch: return {Paint::fifth, Shape::square, true};
    case Timing::step: break;
  }
  return {Paint::fifth, Shape::square, false};
}

std::vector<Key> timing_keys(const std::vector<std::string>& timings) {
  std::vector<Key> keys;
  for (const Timing timing :
       {Timing::cold, Timing::hot, Timing::graph, Timing::e2e, Timing::epoch, Timing::step}) {
    const std::string known(name(timing));
    if (std::find(timings.begin(), timings.end(), known) == timings.end()) continue;
    keys.push_back({known, timing_mark(known)});
  }
  return keys;
}

Mark series_mark(std::size_t index) {
  constexpr std::size_t kShapes = 5;
  return {series_paint(index), static_cast<Shape>(index % kShapes), index / kSeriesPaints % 2 == 0};
}

std::string short_name(const Result& row) {
  std::string text = row.variant + point_text(row);
  const auto dtype = text.find("dtype=");
  return dtype == std::string::npos ? text : text.erase(dtype, 6);
}

std::string variant_on_device(const Result& row) {
  return row.variant + " (" + device_text(row) + ')';
}

std::string device_name(const Result& row) {
  return row.device == "cpu" ? device_text(row) : device_text(row) + ", " + row.device_name;
}

std::string time_label(double seconds) {
  const TimeUnit unit = time_unit(seconds * (1 + 1e-9));
  return fmt::format("{:.4g} {}", seconds * unit.per_second, unit.name);
}

std::string amount_label(double amount) {
  std::string text = amount_text(amount, "");
  if (text.ends_with(' ')) text.pop_back();
  return text;
}

std::string ratio_label(double ratio) { return fmt::format("{:.4g}×", ratio); }

std::string percent_label(double percent) {
  return percent < 10 ? fmt::format("{:.2g} %", percent) : fmt::format("{:.0f} %", percent);
}

std::string number_label(double number) { return fmt::format("{:.4g}", number); }

std::string size_label(double size) {
  const auto whole = static_cast<long long>(std::llround(size));
  for (const auto& [shift, name] : {std::pair{30, 'G'}, {20, 'M'}, {10, 'K'}}) {
    if (whole >= 1LL << shift && whole % (1LL << shift) == 0) {
      return fmt::format("{}{}", whole >> shift, name);
    }
  }
  return fmt::format("{}", whole);
}

std::string rounded_amount(const Estimate& amount, const std::string& unit) {
  constexpr std::array<const char*, 11> kPrefixes{"p", "n", "µ", "m", "", "k",
                                                  "M", "G", "T", "P", "E"};
  std::size_t prefix = 4;
  Estimate shown = amount;
  for (; shown.value >= 999.5 && prefix + 1 < kPrefixes.size(); ++prefix)
    shown = shown.scaled(1e-3);
  for (; shown.value > 0 && shown.value < 0.9995 && prefix > 0; --prefix) shown = shown.scaled(1e3);
  return rounded(shown) + ' ' + kPrefixes.at(prefix) + unit;
}

std::string percent_cell(const Measurement& m, const Result::Number& percent) {
  return percent ? rounded(rate(m, *percent * *m.row.median_s)) : "";
}

std::string count_cell(std::size_t count) { return count == 0 ? "" : std::to_string(count); }

std::string number_cell(const Result::Number& value, int digits) {
  return value ? fmt::format("{:.{}g}", *value, digits) : std::string();
}

}  // namespace warpmark::html
