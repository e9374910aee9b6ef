#include "harness/params.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark {
namespace {

using Entry = std::pair<std::string, Value>;

std::vector<Entry>::const_iterator find(const std::vector<Entry>& values, std::string_view axis) {
  return std::find_if(values.begin(), values.end(),
                      [&](const Entry& e) { return e.first == axis; });
}

const Value& at(const std::vector<Entry>& values, std::string_view axis) {
  const auto entry = find(values, axis);
  if (entry == values.end()) throw std::out_of_range("no axis '" + std::string(axis) + "'");
  return entry->second;
}

}  // namespace

std::string text(const Value& value) {
  if (const auto* word = std::get_if<std::string>(&value)) return *word;
  return std::to_string(std::get<std::int64_t>(value));
}

std::int64_t Params::operator[](std::string_view axis) const {
  return std::get<std::int64_t>(at(values_, axis));
}

const std::string& Params::word(std::string_view axis) const {
  return std::get<std::string>(at(values_, axis));
}

bool Params::has(std::string_view axis) const { return find(values_, axis) != values_.end(); }

void Params::set(std::string_view axis, Value value) {
  const auto entry = find(values_, axis);
  if (entry == values_.end()) {
    values_.emplace_back(std::string(axis), std::move(value));
  } else {
    values_[static_cast<std::size_t>(entry - values_.begin())].second = std::move(value);
  }
}

std::vector<Params> grid(const std::vector<Axis>& axes) {
  std::vector<Params> points{Params{}};
  for (const Axis& axis : axes) {
    std::vector<Params> extended;
    for (const Params& point : points) {
      const bool follows = axis.values.empty() && !axis.follows.empty();
      const std::vector<Value> values =
          follows ? std::vector<Value>{at(point.values(), axis.follows)} : axis.values;
      for (const Value& value : values) {
        extended.push_back(point);
        extended.back().set(axis.name, value);
      }
    }
    points = std::move(extended);
  }
  return points;
}

}  // namespace warpmark
