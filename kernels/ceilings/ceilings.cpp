#include "kernels/ceilings/ceilings.h"

#include "kernels/axes.h"
#include "kernels/oracle.h"
#include "kernels/variants.h"

#include <algorithm>
#include <array>

namespace warpmark {
namespace {

DType dtype_of(const Params& p) { return parse_dtype(p.word("dtype")); }

double bytes(const std::vector<Input>& arrays) {
  double sum = 0;
  for (const Input& array : arrays) {
    sum +=
        static_cast<double>(count(array.shape)) * static_cast<double>(storage_bytes(array.dtype));
  }
  return sum;
}

std::vector<Input> inputs(const Params& p) {
  const DType dtype = dtype_of(p);
  const Index n = p["n"];
  const auto integers = [](std::int32_t low, std::int32_t high) {
    return Fill{Fill::Kind::integer, low, high};
  };
  const Input x{"x", dtype, {n}, integers(-16, 16)};
  switch (limit_of(p)) {
    case Limit::triad: return {x, {"z", dtype, {n}, integers(-16, 16)}};
    case Limit::fma:  // x + 1024 is small again, so that all dtypes hold it
      return {{"x", dtype, {n}, integers(-1088, -960)},
              {"a", dtype, {1}, integers(1, 1)},
              {"b", dtype, {1}, integers(1, 1)}};
    case Limit::tensor: {
      const DType wide = dtype == DType::fp64 ? DType::fp64 : DType::fp32;
      return {{"u", wide, {n / kTensorRows}, integers(1, 2)},
              {"v", wide, {n / kTensorRows}, integers(1, 2)}};
    }
    case Limit::launch: return {};
    default: return {x};
  }
}

/// The memory that the arrays take, as Work.
Work operands(const Params& p) {
  const double width = dtype_of(p) == DType::fp64 ? 8 : 4;  // of y; no wider than that
  return {.bytes = bytes(inputs(p)) + width * static_cast<double>(count(ceilings_shape(p)))};
}

Work work(const Params& p) {
  const auto n = static_cast<double>(p["n"]);
  const auto width = static_cast<double>(storage_bytes(dtype_of(p)));
  const TensorTile tile = tensor_tile(dtype_of(p));
  const auto multiply_adds = static_cast<double>(kTensorSteps * tile.depth * tile.columns);
  const double sums = n / static_cast<double>(kSegment);
  switch (limit_of(p)) {
    case Limit::read: return {n - sums, (n + sums) * width, n};
    case Limit::copy: return {0, 2 * n * width, n};
    case Limit::triad: return {2 * n, 3 * n * width, n};
    case Limit::cache: {
      const auto passes = static_cast<double>(cache_passes(p["n"]));
      return {passes * (n - sums), passes * (n + sums) * width, passes * n};
    }
    case Limit::fma: return {2 * kFmaSteps * n, 2 * n * width, n};
    case Limit::tensor: return {2 * multiply_adds * n, operands(p).bytes, n};
    case Limit::launch: return {0, width, 1};
  }
  throw std::logic_error("a limit without work");
}

Exact segment_sum(const Input& x, Index segment) {
  std::array<double, kSegment> terms;
  x.read(segment * kSegment, terms);
  ExactSum sum;
  for (double term : terms) sum.add(term);
  return sum.result();
}

Exact element(const Point& point, Index i) {
  const auto at = [&](const char* array, Index j) { return point.input(array).at(j); };
  ExactSum sum;
  switch (limit_of(point.params)) {
    case Limit::read:
    case Limit::cache: return segment_sum(point.input("x"), i % (point.params["n"] / kSegment));
    case Limit::copy: sum.add(at("x", i)); break;
    case Limit::triad: sum.add(at("x", i)), sum.add(kTriadScalar * at("z", i)); break;
    case Limit::fma: sum.add(at("x", i)), sum.add(kFmaSteps * at("a", 0) * at("b", 0)); break;
    case Limit::tensor: {
      const TensorTile tile = tensor_tile(point.dtype());
      const auto products = static_cast<double>(kTensorSteps * tile.depth * tile.columns);
      sum.add(products * at("u", i / kTensorRows) * at("v", i / kTensorRows));
      break;
    }
    case Limit::launch: sum.add(1); break;
  }
  return sum.result();
}

Tolerance tolerance(const Params&) { return {0, "sums of small integers are exact in any order"}; }

/// The dtypes in which a variant measures each limit, and the sizes for which that is written.
Supports measures(std::vector<std::pair<Limit, std::vector<std::string>>> dtypes) {
  return [dtypes = std::move(dtypes)](const Params& p) {
    const Limit limit = limit_of(p);
    const Index step = limit == Limit::tensor ? kTensorRows : kSegment;
    if (limit == Limit::launch ? p["n"] != 1 : p["n"] % step != 0) return false;
    for (const auto& [listed, names] : dtypes) {
      if (listed == limit)
        return std::find(names.begin(), names.end(), p.word("dtype")) != names.end();
    }
    return false;
  };
}

std::vector<Variant> variants() {
  using enum Limit;
  return {
      cpu_variant("openmp", "cpu",
                  measures({{read, {"fp32"}},
                            {triad, {"fp32"}},
                            {cache, {"fp32"}},
                            {fma, {"fp64", "fp32", "bf16"}}}),
                  operands),
      gpu_variant("cuda", "cuda",
                  measures({{read, {"fp32"}},
                            {copy, {"fp32"}},
                            {triad, {"fp32"}},
                            {cache, {"fp32"}},
                            {fma, {"fp64", "fp32", "fp16"}},
                            {launch, {"fp32"}}}),
                  operands),
      gpu_variant("cuda_tensor", "tensor",
                  measures({{tensor, {"fp64", "tf32", "bf16", "fp16", "fp8_e4m3", "int8"}}}),
                  operands),
  };
}

Axis limit_axis() {
  Axis axis{"limit", {}};
  for (std::string_view name : kLimits) axis.values.push_back(std::string(name));
  return axis;
}

}  // namespace

BenchmarkSpec ceilings_spec() {
  return {
      .name = kCeilings,
      .summary = "what the machine can do at most: bandwidth, multiply-adds, launches",
      .suite = kCeilings,
      .axes = {dtype_axis({"fp64", "fp32", "tf32", "bf16", "fp16", "fp8_e4m3", "int8"}),
               limit_axis(), size_axis("n", {1, 1 << 15})},
      .check_points = points({"n"}, {{1}, {64}, {192}, {1024}, {3072}}),
      .work = work,
      .inputs = inputs,
      .verify = {{.output = "y", .shape = ceilings_shape, .at = element, .tolerance = tolerance}},
      .sampling = [](const Params&, Timing) { return Sampling{.exactly = 6}; },
      .variants = variants(),
  };
}

}  // namespace warpmark
