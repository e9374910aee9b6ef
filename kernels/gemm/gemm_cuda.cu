#include "kernels/gemm/gemm.h"

#include "harness/cuda/workload.h"
#include "harness/error.h"
#include "harness/module.h"
#include "kernels/gemm/gemm_naive.cuh"
#include "kernels/gemm/gemm_tiled.cuh"

#include <algorithm>

namespace warpmark {
namespace {

template <class T>
struct GemmLaunch {
  void (*kernel)(const T*, const T*, T*, Index, Index, Index);
  Index blocks;
  unsigned threads;
  const char* description;
};

struct Naive {
  template <class T>
  static GemmLaunch<T> launch(Index m, Index n, Index) {
    return {gemm_naive_kernel<T>, ceil_div(m, kNaiveRows) * ceil_div(n, kWarp), kNaiveRows * kWarp,
            "an element a thread"};
  }
};

struct Tiled {
  template <class T>
  static GemmLaunch<T> launch(Index m, Index n, Index k) {
    if (std::max({m, n, k}) > kGemmMost) throw Unsupported("the kernel counts rows in int");
    const Index blocks = ceil_div(m, kGemmTile) * ceil_div(n, kGemmTile);
    if (n % kWidest<T> == 0 && k % kWidest<T> == 0) {
      return {gemm_tiled_kernel<T, kWidest<T>>, blocks, kGemmThreads,
              "tiles of 128x128, 8x8 a thread, 16-byte loads"};
    }
    return {gemm_tiled_kernel<T, 1>, blocks, kGemmThreads,
            "tiles of 128x128, 8x8 a thread, loads of single elements"};
  }
};

template <class T>
class GemmCuda : public CudaWorkload {
 public:
  GemmCuda(const Point& point, Context& context, GemmLaunch<T> launch)
      : CudaWorkload(point, context,
                     {{"c", point.dtype(), {point.params["m"], point.params["n"]}}}),
        m_(point.params["m"]),
        n_(point.params["n"]),
        k_(point.params["k"]),
        launch_(launch) {}

  void run() override {
    launch(queue(), dim3(static_cast<unsigned>(launch_.blocks)), dim3(launch_.threads),
           launch_.kernel, input<T>("a"), input<T>("b"), result<T>("c"), m_, n_, k_);
  }

  Counters observe() override { return {.implementation = launch_.description}; }

 private:
  Index m_, n_, k_;
  GemmLaunch<T> launch_;
};

template <class Kind>
std::unique_ptr<Workload> make_gemm(const Point& point, Context& context) {
  const Params& p = point.params;
  return visit_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    using T = decltype(element);
    return std::make_unique<GemmCuda<T>>(point, context,
                                         Kind::template launch<T>(p["m"], p["n"], p["k"]));
  });
}

}  // namespace

void gemm_cuda(Factories& factories) {
  factories["gemm.cuda_naive"] = make_gemm<Naive>;
  factories["gemm.cuda_tiled"] = make_gemm<Tiled>;
}

}  // namespace warpmark
