#include "kernels/axes.h"

namespace warpmark {

Axis dtype_axis(const std::vector<std::string>& dtypes) {
  return {"dtype", {dtypes.begin(), dtypes.end()}};
}

Axis size_axis(const std::string& name, const std::vector<Index>& sizes) {
  return {name, {sizes.begin(), sizes.end()}};
}

Axis following_axis(const std::string& name, const std::string& other) {
  return {.name = name, .values = {}, .follows = other};
}

std::vector<Params> points(const std::vector<std::string>& axes,
                           const std::vector<std::vector<Index>>& sizes) {
  std::vector<Params> out;
  for (const std::vector<Index>& row : sizes) {
    Params& point = out.emplace_back();
    for (std::size_t i = 0; i < axes.size(); ++i) point.set(axes[i], row.at(i));
  }
  return out;
}

}  // namespace warpmark
