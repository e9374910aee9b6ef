#include "kernels/transpose/transpose.h"

#include "harness/cuda/workspace.h"
#include "kernels/axes.h"
#include "kernels/variants.h"

#include <cmath>

namespace warpmark {
namespace {

Work work(const Params& p) {
  const double elements = static_cast<double>(p["rows"]) * static_cast<double>(p["cols"]);
  const auto width = static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
  return {.flops = 0, .bytes = 2 * elements * width, .items = elements};
}

std::vector<Input> inputs(const Params& p) {
  return {{"x", parse_dtype(p.word("dtype")), {p["rows"], p["cols"]}, {}}};
}

Exact element(const Point& point, Index at) {
  const Index rows = point.params["rows"], cols = point.params["cols"];
  const Index j = at / rows, i = at % rows;
  const double value = point.input("x").at(i * cols + j);
  return {value, std::abs(value)};
}

Tolerance tolerance(const Params&) { return {0, "moving elements is exact"}; }

}  // namespace

BenchmarkSpec transpose_spec() {
  const Supports both = only_dtypes({"fp64", "fp32"});
  return {
      .name = "transpose",
      .summary = "a matrix written with rows and columns exchanged",
      .axes = {dtype_axis({"fp64", "fp32"}), size_axis("rows", {256, 1024, 4096, 8192, 16384}),
               following_axis("cols", "rows")},
      .check_points = points({"rows", "cols"}, {{1, 1},
                                                {1, 37},
                                                {41, 1},
                                                {3, 5},
                                                {32, 32},
                                                {65, 127},
                                                {72, 136},
                                                {200, 66},
                                                {515, 259}}),
      .work = work,
      .inputs = inputs,
      .verify = {{.output = "y",
                  .shape =
                      [](const Params& p) {
                        return Shape{p["cols"], p["rows"]};
                      },
                  .at = element,
                  .tolerance = tolerance}},
      .variants = {cpu_variant("openmp", "cpu", both, work),
                   cpu_variant("openblas", "openblas", both, work),
                   cpu_variant("onednn", "onednn", only_dtypes({"fp32"}), work),
                   gpu_variant("cuda", "cuda", both, work),
                   gpu_variant("cublas", "cublas", both, work, kCublasWorkspace)},
  };
}

}  // namespace warpmark
