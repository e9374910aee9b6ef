#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace warpmark {

/// An axis value: a size, or a word such as a dtype.
using Value = std::variant<std::int64_t, std::string>;

std::string text(const Value& value);

/// One dimension of the grid of points at which a benchmark is run.
struct Axis {
  std::string name;
  std::vector<Value> values;
  /// Without values of its own an axis takes those of this earlier axis, point by point: k follows
  /// m, so that square problems need no cube of points. `--axis` may still set it apart.
  std::string follows = {};
  /// A value left out of the case_id, so that an axis added later renames nothing.
  std::optional<Value> unnamed = {};
};

/// One point of the axes, in axis order.
class Params {
 public:
  Params() = default;
  explicit Params(std::vector<std::pair<std::string, Value>> values) : values_(std::move(values)) {}

  /// The size on an axis. Throws std::out_of_range where there is none.
  std::int64_t operator[](std::string_view axis) const;

  /// The word on an axis. Throws std::out_of_range where there is none.
  const std::string& word(std::string_view axis) const;

  bool has(std::string_view axis) const;
  void set(std::string_view axis, Value value);

  const std::vector<std::pair<std::string, Value>>& values() const { return values_; }

  bool operator==(const Params&) const = default;

 private:
  std::vector<std::pair<std::string, Value>> values_;
};

/// All points of the axes, the last axis fastest; axes that follow another add no points.
std::vector<Params> grid(const std::vector<Axis>& axes);

}  // namespace warpmark
