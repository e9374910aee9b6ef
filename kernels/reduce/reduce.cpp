#include "kernels/reduce/reduce.h"

#include "kernels/axes.h"
#include "kernels/oracle.h"
#include "kernels/variants.h"

namespace warpmark {
namespace {

Work work(const Params& p) {
  const auto n = static_cast<double>(p["n"]);
  const auto width = static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
  return {.flops = n - 1, .bytes = (n + 1) * width, .items = n};
}

/// Integers so small that no partial sum of any order needs more bits than the dtype has: the
/// result is exact, and one term skipped or added twice shows at any n.
std::vector<Input> inputs(const Params& p) {
  const DType dtype = parse_dtype(p.word("dtype"));
  const std::int32_t largest = dtype == DType::fp64 ? 1 << 30 : 16;
  return {{"x", dtype, {p["n"]}, {Fill::Kind::integer, -largest, largest}}};
}

Exact sum(const Point& point, Index) {
  const Input& x = point.input("x");
  return sum_in_chunks(count(x.shape), [&](Index begin, Index end, ExactSum& sum) {
    std::vector<double> terms(static_cast<std::size_t>(end - begin));
    x.read(begin, terms);
    for (double term : terms) sum.add(term);
  });
}

Tolerance tolerance(const Params&) { return {0, "sums of small integers are exact in any order"}; }

/// oneDNN reduces nothing where source and destination are alike.
bool onednn_supports(const Params& p) { return p.word("dtype") == "fp32" && p["n"] > 1; }

}  // namespace

BenchmarkSpec reduce_spec() {
  const Supports both = only_dtypes({"fp64", "fp32"});
  return {
      .name = "reduce",
      .summary = "the sum of n elements",
      .axes = {dtype_axis({"fp64", "fp32"}),
               size_axis("n", {1 << 16, 1 << 20, 1 << 22, 1 << 25, 1 << 28})},
      .check_points =
          points({"n"}, {{1}, {2}, {31}, {1000}, {1025}, {4099}, {100003}, {(1 << 20) + 7}}),
      .work = work,
      .inputs = inputs,
      .verify = {{.output = "sum",
                  .shape = [](const Params&) { return Shape{1}; },
                  .at = sum,
                  .tolerance = tolerance}},
      .variants = {cpu_variant("openmp", "cpu", both, work),
                   cpu_variant("onednn", "onednn", onednn_supports, work),
                   gpu_variant("cuda", "cuda", both, work), gpu_variant("cub", "cub", both, work)},
  };
}

}  // namespace warpmark
