#include "kernels/gemm/gemm.h"

#include "harness/cuda/workspace.h"
#include "kernels/axes.h"
#include "kernels/gemm/gemm_oracle.h"
#include "kernels/variants.h"

#include <limits>

namespace warpmark {
namespace {

struct Size {
  explicit Size(const Params& p)
      : m(static_cast<double>(p["m"])),
        n(static_cast<double>(p["n"])),
        k(static_cast<double>(p["k"])) {}
  double m, n, k;
};

Work work(const Params& p) {
  const Size size(p);
  const auto width = static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
  const double operands = size.m * size.k + size.k * size.n + size.m * size.n;
  return {
      .flops = 2 * size.m * size.n * size.k, .bytes = operands * width, .items = size.m * size.n};
}

std::vector<Input> inputs(const Params& p) {
  const DType dtype = parse_dtype(p.word("dtype"));
  return {{"a", dtype, {p["m"], p["k"]}, {}}, {"b", dtype, {p["k"], p["n"]}, {}}};
}

/// BLAS counts in int.
Supports blas(std::vector<std::string> dtypes) {
  return [supports = only_dtypes(std::move(dtypes))](const Params& p) {
    constexpr Index kLargest = std::numeric_limits<int>::max();
    return p["m"] <= kLargest && p["n"] <= kLargest && p["k"] <= kLargest && supports(p);
  };
}

std::vector<Variant> variants() {
  const std::vector<std::string> all{"fp64", "fp32", "tf32", "bf16", "fp16"};
  const Supports no_tf32 = only_dtypes({"fp64", "fp32", "bf16", "fp16"});
  return {
      cpu_variant("openmp", "cpu", only_dtypes({"fp64", "fp32"}), work),
      cpu_variant("openblas", "openblas", blas({"fp64", "fp32"}), work),
      cpu_variant("onednn", "onednn", only_dtypes({"fp32", "bf16", "fp16"}), work),
      gpu_variant("cuda_naive", "cuda", no_tf32, work),
      gpu_variant("cuda_tiled", "cuda", no_tf32, work),
      gpu_variant("cuda_tensor", "cuda", only_dtypes({"fp64", "tf32", "bf16", "fp16"}), work),
      gpu_variant("cublas", "cublas", blas(all), work, kCublasWorkspace),
      gpu_variant("cublaslt", "cublas", only_dtypes(all), work, kCublasLtWorkspace),
  };
}

}  // namespace

BenchmarkSpec gemm_spec() {
  return {
      .name = "gemm",
      .summary = "the product of two matrices",
      .axes = {dtype_axis({"fp64", "fp32", "tf32", "bf16", "fp16"}),
               size_axis("m", {256, 512, 1024, 2048, 4096, 8192}), following_axis("n", "m"),
               following_axis("k", "m")},
      .check_points = points({"m", "n", "k"}, {{1, 1, 1},
                                               {1, 7, 3},
                                               {5, 1, 17},
                                               {17, 19, 23},
                                               {64, 64, 64},
                                               {127, 129, 131},
                                               {130, 257, 40},
                                               {136, 136, 40},
                                               {1090, 8, 8},
                                               {16, 264, 200},
                                               {33, 70, 600}}),
      .work = work,
      .inputs = inputs,
      .verify = {{.output = "c",
                  .shape =
                      [](const Params& p) {
                        return Shape{p["m"], p["n"]};
                      },
                  .at = gemm_element,
                  .tolerance = gemm_tolerance,
                  .projection = gemm_projection}},
      .variants = variants(),
  };
}

}  // namespace warpmark
