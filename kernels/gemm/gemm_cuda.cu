#include "kernels/gemm/gemm.h"

#include "harness/cuda/workload.h"
#include "harness/error.h"
#include "harness/module.h"
#include "kernels/gemm/gemm_naive.cuh"
#include "kernels/gemm/gemm_tensor.cuh"
#include "kernels/gemm/gemm_tiled.cuh"

#include <algorithm>
#include <string>
#include <utility>

namespace warpmark {
namespace {

template <class T>
using GemmKernel = void (*)(const T* a, const T* b, T* c, Index m, Index n, Index k);

template <class T>
struct GemmLaunch {
  GemmKernel<T> kernel;
  Index blocks;
  unsigned threads;
  std::string description;
  void (*enqueue)(CudaQueue&, dim3 grid, dim3 block, GemmKernel<T>, const T* a, const T* b, T* c,
                  Index m, Index n, Index k) = launch;
};

void require_countable(Index m, Index n, Index k) {
  if (std::max({m, n, k}) > kGemmMost) throw Unsupported("the kernel counts rows in int");
}

/// Whether rows of b and a are whole vectors of the widest instruction.
template <class T>
bool has_whole_vectors(Index n, Index k) {
  return n % kWidest<T> == 0 && k % kWidest<T> == 0;
}

struct Naive {
  template <class T>
  static GemmLaunch<T> launch(const CudaQueue&, Index m, Index n, Index) {
    return {gemm_naive_kernel<T>, ceil_div(m, kNaiveRows) * ceil_div(n, kWarp), kNaiveRows * kWarp,
            "an element a thread"};
  }
};

struct Tiled {
  template <class T>
  static GemmLaunch<T> launch(const CudaQueue&, Index m, Index n, Index k) {
    require_countable(m, n, k);
    const Index blocks = ceil_div(m, kGemmTile) * ceil_div(n, kGemmTile);
    if (has_whole_vectors<T>(n, k)) {
      return {gemm_tiled_kernel<T, kWidest<T>>, blocks, kGemmThreads,
              "tiles of 128x128, 8x8 a thread, 16-byte loads"};
    }
    return {gemm_tiled_kernel<T, 1>, blocks, kGemmThreads,
            "tiles of 128x128, 8x8 a thread, loads of single elements"};
  }
};

std::string extents(int rows, int cols) {
  return std::to_string(rows) + 'x' + std::to_string(cols);
}

template <class T, class Tile, int kLength>
GemmLaunch<T> tensor_launch(Index m, Index n) {
  const GemmKernel<T> kernel = gemm_tensor_kernel<T, Tile, kLength>;
  require_tensor_cores(kernel);
  return {kernel, ceil_div(m, Tile::kRows) * ceil_div(n, Tile::kCols), kGemmThreads,
          "mma.sync, tiles of " + extents(Tile::kRows, Tile::kCols) + ", " +
              extents(Tile::kWarpRows, Tile::kWarpCols) + " a warp, copies of " +
              (kLength > 1 ? "16 bytes" : "single elements"),
          launch_sharing<typename Tile::Memory>};
}

struct Tensor {
  template <class T>
  static GemmLaunch<T> launch(const CudaQueue& queue, Index m, Index n, Index k) {
    using Large = LargeTensorTile<T>;
    using Small = SmallTensorTile<T>;
    require_countable(m, n, k);
    if (!has_whole_vectors<T>(n, k)) return tensor_launch<T, Small, 1>(m, n);
    const Index large = ceil_div(m, Large::kRows) * ceil_div(n, Large::kCols);
    const bool enough = 4 * large >= 3 * Index{queue.multiprocessors()};
    return enough ? tensor_launch<T, Large, kWidest<T>>(m, n)
                  : tensor_launch<T, Small, kWidest<T>>(m, n);
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
        launch_(std::move(launch)) {}

  void run() override {
    launch_.enqueue(queue(), dim3(static_cast<unsigned>(launch_.blocks)), dim3(launch_.threads),
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
  // TF32 is stored as fp32. No kind takes both, so that a float tells a kernel which of them it is.
  const DType stored = point.dtype() == DType::tf32 ? DType::fp32 : point.dtype();
  return visit_element(stored, [&](auto element) -> std::unique_ptr<Workload> {
    using T = decltype(element);
    return std::make_unique<GemmCuda<T>>(
        point, context,
        Kind::template launch<T>(cuda_queue(context.queue), p["m"], p["n"], p["k"]));
  });
}

}  // namespace

void gemm_cuda(Factories& factories) {
  factories["gemm.cuda_naive"] = make_gemm<Naive>;
  factories["gemm.cuda_tiled"] = make_gemm<Tiled>;
  factories["gemm.cuda_tensor"] = make_gemm<Tensor>;
}

}  // namespace warpmark
