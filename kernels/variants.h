#pragma once

#include "harness/spec.h"

#include <functional>
#include <string>
#include <vector>

namespace warpmark {

using Supports = std::function<bool(const Params&)>;
using WorkAt = std::function<Work(const Params&)>;

/// True at the points whose dtype is one of `names`.
Supports only_dtypes(std::vector<std::string> names);

/// A variant that holds every operand once, so that it needs as many bytes as `work` moves, on a
/// GPU a library's workspace besides, and has all timings of its device. `module` hands over its
/// factory.
Variant cpu_variant(std::string name, std::string module, Supports supports, const WorkAt& work);
Variant gpu_variant(std::string name, std::string module, Supports supports, const WorkAt& work,
                    double workspace_bytes = 0);

}  // namespace warpmark
