#include "kernels/stream/stream.h"

#include "harness/cuda/check.h"
#include "harness/cuda/cub.h"
#include "harness/cuda/workload.h"
#include "harness/element.h"
#include "harness/module.h"

#include <cub/device/device_transform.cuh>
#include <cuda/std/tuple>

namespace warpmark {
namespace {

// What DeviceTransform applies to an element of each source.
struct Copy {
  template <class T>
  __device__ T operator()(T a) const {
    return a;
  }
};
template <class T>
struct Scale {
  T s;
  __device__ T operator()(T c) const { return s * c; }
};
struct Add {
  template <class T>
  __device__ T operator()(T a, T b) const {
    return a + b;
  }
};
template <class T>
struct Triad {
  T s;
  __device__ T operator()(T b, T c) const { return b + s * c; }
};

template <class T>
class StreamCub : public CudaWorkload {
 public:
  StreamCub(const Point& point, Context& context)
      : CudaWorkload(point, context,
                     {{std::string(stream_loop(point.params).destination),
                       point.dtype(),
                       {point.params["n"]}}}),
        n_(point.params["n"]),
        loop_(stream_loop(point.params)) {}

  void run() override {
    const T s = static_cast<T>(kStreamScalar);
    switch (loop_.op) {
      case StreamOp::copy: return transform(Copy{}, source(0));
      case StreamOp::mul: return transform(Scale<T>{s}, source(0));
      case StreamOp::add: return transform(Add{}, source(0), source(1));
      case StreamOp::triad: return transform(Triad<T>{s}, source(0), source(1));
      case StreamOp::dot: throw std::logic_error("DeviceTransform sums nothing");
    }
  }

  Counters observe() override {
    return {.implementation = cub_version() + " DeviceTransform::Transform"};
  }

 private:
  const T* source(std::size_t s) const { return input<T>(loop_.sources.substr(s, 1)); }

  /// CUB 3.0 keeps the tile of the first call with an offset type for the whole process, the tile
  /// of a tiny array too (NVIDIA/cccl#5112). So tiny arrays, at which correctness is shown first,
  /// have an offset type of their own, and the others the tile that their size deserves.
  template <class Op, class... Sources>
  void transform(Op op, Sources... sources) {
    constexpr Index kTiny = 8192;  // no tile has as many elements
    const auto enqueue = [&](auto n) {
      WARPMARK_CUDA_CHECK(cub::DeviceTransform::Transform(::cuda::std::make_tuple(sources...),
                                                          result<T>(loop_.destination), n, op,
                                                          queue().stream()));
    };
    n_ < kTiny ? enqueue(static_cast<int>(n_)) : enqueue(n_);
  }

  Index n_;
  StreamLoop loop_;
};

}  // namespace

void stream_cub(Factories& factories) {
  factories["stream.cub"] = [](const Point& point, Context& context) {
    return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
      return std::make_unique<StreamCub<decltype(element)>>(point, context);
    });
  };
}

}  // namespace warpmark
