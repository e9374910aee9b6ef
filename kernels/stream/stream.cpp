#include "kernels/stream/stream.h"

#include "harness/cuda/workspace.h"
#include "kernels/axes.h"
#include "kernels/oracle.h"
#include "kernels/variants.h"

#include <algorithm>
#include <limits>

namespace warpmark {
namespace {

Work work(const Params& p) {
  const StreamLoop& loop = stream_loop(p);
  const auto n = static_cast<double>(p["n"]);
  const auto width = static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
  const double written = loop.op == StreamOp::dot ? 1 : n;
  const double read = static_cast<double>(loop.sources.size()) * n;
  return {.flops = loop.flops * n, .bytes = (read + written) * width, .items = n};
}

/// The inputs of dot are integers so small that no partial sum of any order needs more bits than
/// the dtype has: the result is exact, and one term skipped or added twice shows at any n.
Fill fill(StreamOp op, DType dtype) {
  if (op != StreamOp::dot) return {};
  const std::int32_t largest = dtype == DType::fp64 ? 1 << 15 : 4;
  return {Fill::Kind::integer, -largest, largest};
}

std::vector<Input> inputs(const Params& p) {
  const StreamLoop& loop = stream_loop(p);
  const DType dtype = parse_dtype(p.word("dtype"));
  std::vector<Input> arrays;
  for (char source : loop.sources) {
    arrays.push_back({std::string(1, source), dtype, {p["n"]}, fill(loop.op, dtype)});
  }
  return arrays;
}

Exact element(const Point& point, Index i) {
  const auto at = [&](const char* array) { return point.input(array).at(i); };
  const double s = round_to(point.dtype(), kStreamScalar);
  ExactSum sum;
  switch (stream_loop(point.params).op) {
    case StreamOp::copy: sum.add(at("a")); break;
    case StreamOp::mul: sum.add(s * at("c")); break;
    case StreamOp::add: sum.add(at("a")), sum.add(at("b")); break;
    case StreamOp::triad: sum.add(at("b")), sum.add(s * at("c")); break;
    case StreamOp::dot: break;  // has no elements
  }
  return sum.result();
}

Exact dot(const Point& point, Index) {
  const Input &a = point.input("a"), &b = point.input("b");
  return sum_in_chunks(count(a.shape), [&](Index begin, Index end, ExactSum& sum) {
    std::vector<double> x(static_cast<std::size_t>(end - begin)), y(x.size());
    a.read(begin, x);
    b.read(begin, y);
    for (std::size_t i = 0; i < x.size(); ++i) sum.add(x[i] * y[i]);
  });
}

Tolerance tolerance(const Params& p) {
  const double u = unit_roundoff(parse_dtype(p.word("dtype")));
  switch (stream_loop(p).op) {
    case StreamOp::copy: return {0, "a copy is exact"};
    case StreamOp::mul:
    case StreamOp::add: return {u, "one rounding"};
    case StreamOp::triad: return {3 * u, "two roundings, or one if fused, and one of the oracle's"};
    case StreamOp::dot: return {0, "sums of small integers are exact in any order"};
  }
  throw UsageError("unknown op '" + p.word("op") + "'");
}

/// What `destination` must be; at a point whose loop writes another array there is no such output.
Expected expected(const char* destination, Exact (*at)(const Point&, Index)) {
  const auto shape = [destination](const Params& p) {
    return stream_loop(p).destination == destination ? stream_shape(p) : Shape{};
  };
  return {.output = destination, .shape = shape, .at = at, .tolerance = tolerance};
}

Supports only(std::vector<StreamOp> ops, Index largest_n = std::numeric_limits<Index>::max()) {
  return [=, dtypes = only_dtypes({"fp64", "fp32"})](const Params& p) {
    const StreamOp op = stream_loop(p).op;
    const bool listed = std::find(ops.begin(), ops.end(), op) != ops.end();
    return listed && p["n"] <= largest_n && dtypes(p);
  };
}

std::vector<Variant> variants() {
  using enum StreamOp;
  constexpr Index kLargestInt = std::numeric_limits<int>::max();  // BLAS counts in int
  return {
      cpu_variant("openmp", "cpu", only({copy, mul, add, triad, dot}), work),
      cpu_variant("openblas", "openblas", only({copy, dot}, kLargestInt), work),
      gpu_variant("cuda", "cuda", only({copy, mul, add, triad, dot}), work),
      gpu_variant("cuda_memcpy", "cuda", only({copy}), work),
      gpu_variant("cub", "cub", only({copy, mul, add, triad}), work),
      gpu_variant("cublas", "cublas", only({dot}, kLargestInt), work, kCublasWorkspace),
  };
}

Axis op_axis() {
  Axis axis{"op", {}};
  for (const StreamLoop& loop : kStreamLoops) axis.values.push_back(std::string(loop.name));
  return axis;
}

}  // namespace

BenchmarkSpec stream_spec() {
  return {
      .name = "stream",
      .summary = "BabelStream's copy, mul, add, triad and dot over arrays of n elements",
      .axes = {dtype_axis({"fp64", "fp32"}), op_axis(),
               size_axis("n", {1 << 16, 1 << 20, 1 << 22, 1 << 25, 1 << 28})},
      .check_points = points({"n"}, {{1}, {3}, {17}, {1000}, {4099}, {100003}}),
      .work = work,
      .inputs = inputs,
      .verify = {expected("c", element), expected("b", element), expected("a", element),
                 expected("sum", dot)},
      .variants = variants(),
  };
}

}  // namespace warpmark
