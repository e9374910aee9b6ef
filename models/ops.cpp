#include "models/ops.h"

#include <stdexcept>

namespace warpmark::nn {

OpRow row_of(const Op& op) {
  return std::visit([](const auto& known) { return row(known); }, op);
}

std::string str(const Shape& shape) {
  std::string text;
  for (Index extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
  return '(' + text + ')';
}

void require(bool fits, std::string_view op, const Values& inputs) {
  if (fits) return;
  std::string text;
  for (const Value& value : inputs) {
    text += (text.empty() ? "" : ", ") + value.name + ' ' + str(value.shape);
  }
  throw std::invalid_argument(std::string(op) + " does not fit " + text);
}

}  // namespace warpmark::nn
