#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

/// A value within a JSON file that knows where it is. Errors are InvalidInput naming the file and
/// the place: "a.json: benchmarks[3].real_time: …". The document must outlive its nodes.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& value, std::string file) : JsonNode(value, std::move(file), {}) {}

  /// Of an object; throws where the key is missing.
  JsonNode at(const std::string& key) const;
  /// Empty where this is no object, or the key is missing or null.
  std::optional<JsonNode> find(const std::string& key) const;
  /// Of an array.
  std::vector<JsonNode> items() const;
  const nlohmann::json& json() const { return *value_; }

  std::string text() const;
  bool flag() const;
  /// Finite; also where it is written as a string, as nvbench does.
  double number() const;
  /// Whole, from 0 to 2^53.
  std::int64_t count() const;
  /// A time: finite and above zero.
  double positive() const;

  [[noreturn]] void fail(const std::string& what) const;

 private:
  JsonNode(const nlohmann::json& value, std::string file, std::string place)
      : value_(&value), file_(std::move(file)), place_(std::move(place)) {}

  const nlohmann::json* value_;
  std::string file_, place_;
};

}  // namespace warpmark
