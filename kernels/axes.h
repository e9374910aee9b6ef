#pragma once

#include "harness/index.h"
#include "harness/params.h"

#include <string>
#include <vector>

namespace warpmark {

Axis dtype_axis(const std::vector<std::string>& dtypes);
Axis size_axis(const std::string& name, const std::vector<Index>& sizes);

/// An axis that has the size of axis `other` unless it is set.
Axis following_axis(const std::string& name, const std::string& other);

/// One point for each row of `sizes`, which holds a size for each of `axes`.
std::vector<Params> points(const std::vector<std::string>& axes,
                           const std::vector<std::vector<Index>>& sizes);

}  // namespace warpmark
