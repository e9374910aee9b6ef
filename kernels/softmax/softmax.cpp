#include "kernels/softmax/softmax.h"

#include "kernels/axes.h"
#include "kernels/oracle.h"
#include "kernels/variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

Work work(const Params& p) {
  const double elements = static_cast<double>(p["rows"]) * static_cast<double>(p["cols"]);
  const auto width = static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
  return {.flops = 5 * elements, .bytes = 2 * elements * width, .items = elements};
}

std::vector<Input> inputs(const Params& p) {
  return {{"x", parse_dtype(p.word("dtype")), {p["rows"], p["cols"]}, {}}};
}

struct Row {
  double largest = 0, sum = 0;  // of the elements, of their exponentials
};

Row exact_row(const Input& x, Index row) {
  std::vector<double> values(static_cast<std::size_t>(x.shape[1]));
  x.read(row * x.shape[1], values);
  const double largest = *std::max_element(values.begin(), values.end());
  ExactSum sum;
  for (double value : values) sum.add(std::exp(value - largest));
  return {largest, sum.result().value};
}

/// The oracle. Positions are asked for in order, so the last row is kept.
class Elements {
 public:
  /// The magnitude is that which the rounding of y grows with: y, or the smallest normal number.
  Exact operator()(const Point& point, Index at) {
    const Input& x = point.input("x");
    const Index row = at / x.shape[1];
    const std::string key = fmt::format("{}:{}:{}", x.describe(), x.seed, row);
    if (key != key_) row_ = exact_row(x, row);
    key_ = key;
    const double y = std::exp(x.at(at) - row_.largest) / row_.sum;
    return {y, rounding_error(x.dtype, y) / unit_roundoff(x.dtype)};
  }

 private:
  std::string key_;
  Row row_;
};

/// All terms of the sum are positive, so the bound is relative to the result. √n for a sum of n
/// terms in any order: N. Higham and T. Mary, SIAM J. Sci. Comput. 41 (2019), A2815–A2835. Where y
/// has 16 bits, oneDNN keeps the exponentials there before it divides.
Tolerance tolerance(const Params& p) {
  const DType dtype = parse_dtype(p.word("dtype"));
  const double computed = unit_roundoff(dtype == DType::fp64 ? DType::fp64 : DType::fp32);
  const double stored = storage_bytes(dtype) == 2 ? 2 * unit_roundoff(dtype) : 0;
  return {(16 + std::sqrt(static_cast<double>(p["cols"]))) * computed + stored,
          "16 roundings in exp and division, sqrt(cols) in the sum, two to 16 bits"};
}

}  // namespace

BenchmarkSpec softmax_spec() {
  const Supports all = only_dtypes({"fp64", "fp32", "bf16", "fp16"});
  return {
      .name = "softmax",
      .summary = "the softmax of every row of a matrix",
      .axes = {dtype_axis({"fp64", "fp32", "bf16", "fp16"}), size_axis("rows", {64, 1024, 16384}),
               size_axis("cols", {64, 1024, 16384})},
      .check_points =
          points({"rows", "cols"},
                 {{1, 1}, {1, 7}, {3, 31}, {33, 65}, {257, 3}, {5, 512}, {2, 1025}, {1, 2500}}),
      .work = work,
      .inputs = inputs,
      .verify = {{.output = "y",
                  .shape =
                      [](const Params& p) {
                        return Shape{p["rows"], p["cols"]};
                      },
                  .at = Elements(),
                  .tolerance = tolerance}},
      .variants = {cpu_variant("openmp", "cpu", all, work),
                   cpu_variant("onednn", "onednn", only_dtypes({"fp32", "bf16", "fp16"}), work),
                   gpu_variant("cuda", "cuda", all, work),
                   gpu_variant("cudnn", "cudnn", all, work)},
  };
}

}  // namespace warpmark
