#include "kernels/softmax/softmax.h"

#include "kernels/axes.h"
#include "kernels/oracle.h"
#include "kernels/variants.h"

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

/// The magnitude is that which the rounding of y grows with: y, or the smallest normal number.
Exact element(const Point& point, Index at) {
  const Index cols = point.params["cols"], row = at / cols;
  std::vector<double> x(static_cast<std::size_t>(cols));
  point.input("x").read(row * cols, x);
  const double largest = *std::max_element(x.begin(), x.end());
  ExactSum sum;
  for (double value : x) sum.add(std::exp(value - largest));
  const double y = std::exp(x[static_cast<std::size_t>(at % cols)] - largest) / sum.result().value;
  return {y, rounding_error(point.dtype(), y) / unit_roundoff(point.dtype())};
}

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
                  .at = element,
                  .tolerance = tolerance}},
      .variants = {cpu_variant("openmp", "cpu", all, work),
                   cpu_variant("onednn", "onednn", only_dtypes({"fp32", "bf16", "fp16"}), work),
                   gpu_variant("cuda", "cuda", all, work),
                   gpu_variant("cudnn", "cudnn", all, work)},
  };
}

}  // namespace warpmark
