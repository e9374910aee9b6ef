#pragma once

#include "models/backends/cuda/storage.h"

#include <string>

namespace warpmark::nn {

/// d = a·b of row-major matrices (m, k), (k, n), (m, n), a and b each read as the transpose of what
/// is stored where that is said; plus a bias of each column; ReLU'd.
struct Product {
  int a = -1, b = -1, d = -1;  // buffers
  bool transpose_a = false, transpose_b = false;
  int bias = -1;  // none
  bool relu = false;
  Storage storage = Storage::fp32;
  Index m = 0, n = 0, k = 0;

  /// Equal for products that differ in their buffers alone.
  std::string key() const;
};

}  // namespace warpmark::nn
