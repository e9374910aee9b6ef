#pragma once

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <string>
#include <system_error>
#include <type_traits>

namespace warpmark {

/// A check for CLI11: the value is a number from `low` to `high`. It returns what is wrong. A whole
/// number that begins with 0 CLI11 would take for an octal one.
template <class Number>
std::function<std::string(const std::string&)> number(Number low, Number high) {
  return [=](const std::string& text) -> std::string {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool octal = std::is_integral_v<Number> && text.size() > 1 && text.front() == '0';
    const bool read = error == std::errc() && end == text.data() + text.size() && !octal;
    if (read && value >= low && value <= high) return {};
    return fmt::format("'{}' is no {}number from {} to {}", text,
                       std::is_integral_v<Number> ? "whole " : "", low, high);
  };
}

}  // namespace warpmark
