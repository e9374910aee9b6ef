#include "models/backends/cuda/product.h"

#include <fmt/format.h>

namespace warpmark::nn {

std::string Product::key() const {
  return fmt::format("product {} {}x{}x{}{}{}{}{}", name(storage), m, n, k,
                     transpose_a ? " a'" : "", transpose_b ? " b'" : "", bias < 0 ? "" : " bias",
                     relu ? " relu" : "");
}

}  // namespace warpmark::nn
