#include "kernels/stream/stream.h"

#include "harness/cuda/grid_reduction.cuh"
#include "harness/cuda/workload.h"
#include "harness/module.h"
#include "kernels/stream/stream.cuh"

namespace warpmark {
namespace {

constexpr const char* kImplementation = "4 loads of 16 bytes per thread and source";

template <class T>
Index shares(Index n) {
  return ceil_div(n, kShare<T, kStreamThreads, kStreamVectors>);
}

template <class T, int kCount, class Op>
class StreamMap : public CudaWorkload {
 public:
  StreamMap(const Point& point, Context& context, const StreamLoop& loop, Op op)
      : CudaWorkload(point, context,
                     {{std::string(loop.destination), point.dtype(), {point.params["n"]}}}),
        n_(point.params["n"]),
        op_(op),
        to_(result<T>(loop.destination)) {
    for (int s = 0; s < kCount; ++s) from_.array[s] = input<T>(loop.sources.substr(s, 1));
  }

  void run() override {
    launch(queue(), dim3(static_cast<unsigned>(shares<T>(n_))), dim3(kStreamThreads),
           map_kernel<T, kCount, Op>, from_, to_, n_, op_);
  }

  Counters observe() override { return {.implementation = kImplementation}; }

 private:
  Index n_;
  Op op_;
  Sources<T, kCount> from_;
  T* to_;
};

template <class T>
class StreamDot : public CudaWorkload {
 public:
  StreamDot(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"sum", point.dtype(), {1}}}),
        n_(point.params["n"]),
        from_{{input<T>("a"), input<T>("b")}},
        memory_(queue(), shares<T>(n_), kDotBlocks) {}

  void run() override {
    launch(queue(), memory_.grid(), dim3(kStreamThreads), dot_kernel<T>, from_, n_, memory_.view(),
           result<T>("sum"));
  }

  Counters observe() override { return {.implementation = kImplementation}; }

 private:
  Index n_;
  Sources<T, 2> from_;
  GridReductionMemory<T> memory_;
};

/// CUDA's own copy, from device to device.
class StreamMemcpy : public CudaWorkload {
 public:
  StreamMemcpy(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"c", point.dtype(), {point.params["n"]}}}),
        bytes_(static_cast<std::size_t>(point.params["n"]) * storage_bytes(point.dtype())) {}

  void run() override {
    copy_on_device(queue(), result<std::byte>("c"), input<std::byte>("a"), bytes_);
  }

  Counters observe() override { return {.implementation = "cudaMemcpyAsync"}; }

 private:
  std::size_t bytes_;
};

template <class T>
std::unique_ptr<Workload> make_stream(const Point& point, Context& context) {
  const StreamLoop& loop = stream_loop(point.params);
  const T s = static_cast<T>(kStreamScalar);
  const auto map = [&]<int kCount>(auto op) -> std::unique_ptr<Workload> {
    return std::make_unique<StreamMap<T, kCount, decltype(op)>>(point, context, loop, op);
  };
  switch (loop.op) {
    case StreamOp::copy: return map.template operator()<1>(Identity{});
    case StreamOp::mul: return map.template operator()<1>(Scale<T>{s});
    case StreamOp::add: return map.template operator()<2>(Add{});
    case StreamOp::triad: return map.template operator()<2>(Triad<T>{s});
    case StreamOp::dot: return std::make_unique<StreamDot<T>>(point, context);
  }
  throw UsageError("unknown op");
}

}  // namespace

void stream_cuda(Factories& factories) {
  factories["stream.cuda"] = [](const Point& point, Context& context) {
    return visit_wide_element(point.dtype(), [&](auto element) {
      return make_stream<decltype(element)>(point, context);
    });
  };
  factories["stream.cuda_memcpy"] = [](const Point& point, Context& context) {
    return std::make_unique<StreamMemcpy>(point, context);
  };
}

}  // namespace warpmark
