#include "reports/import/json_node.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace warpmark {

JsonNode JsonNode::at(const std::string& key) const {
  if (auto found = find(key)) return *found;
  fail(fmt::format("'{}' is missing", key));
}

std::optional<JsonNode> JsonNode::find(const std::string& key) const {
  if (!value_->is_object()) return std::nullopt;
  const auto found = value_->find(key);
  if (found == value_->end() || found->is_null()) return std::nullopt;
  return JsonNode(*found, file_, place_.empty() ? key : place_ + '.' + key);
}

std::vector<JsonNode> JsonNode::items() const {
  if (!value_->is_array()) fail("is no array");
  std::vector<JsonNode> items;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    items.push_back({(*value_)[i], file_, fmt::format("{}[{}]", place_, i)});
  }
  return items;
}

std::string JsonNode::text() const {
  if (!value_->is_string()) fail("is no text");
  return value_->get<std::string>();
}

bool JsonNode::flag() const {
  if (!value_->is_boolean()) fail("is neither true nor false");
  return value_->get<bool>();
}

double JsonNode::number() const {
  double value = NAN;
  if (value_->is_number()) {
    value = value_->get<double>();
  } else if (value_->is_string()) {
    const auto& text = value_->get_ref<const std::string&>();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) value = NAN;
  }
  if (!std::isfinite(value)) fail(fmt::format("{} is no finite number", value_->dump()));
  return value;
}

std::int64_t JsonNode::count() const {
  const double value = number();
  if (value < 0 || value > 0x1p53 || value != std::floor(value)) {
    fail(fmt::format("{} is no count", value_->dump()));
  }
  return static_cast<std::int64_t>(value);
}

double JsonNode::positive() const {
  const double value = number();
  if (value <= 0) fail(fmt::format("{} is no time: not above 0", value_->dump()));
  return value;
}

void JsonNode::fail(const std::string& what) const {
  const std::string place = place_.empty() ? "" : place_ + ": ";
  throw InvalidInput(fmt::format("{}: {}{}", file_, place, what));
}

}  // namespace warpmark
