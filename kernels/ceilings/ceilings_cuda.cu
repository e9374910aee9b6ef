#include "kernels/ceilings/ceilings.h"

#include "harness/cuda/workload.h"
#include "harness/error.h"
#include "harness/module.h"
#include "kernels/ceilings/ceilings.cuh"

namespace warpmark {
namespace {

static_assert(kWarpSegment == kSegment);

/// The blocks that `items` need of which a block takes `each`.
dim3 blocks_for(Index items, Index each) {
  return dim3(static_cast<unsigned int>(ceil_div(items, each)));
}

class BandwidthCuda : public CudaWorkload {
 public:
  BandwidthCuda(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"y", DType::fp32, ceilings_shape(point.params)}}),
        limit_(limit_of(point.params)),
        sums_(count(ceilings_shape(point.params))),
        n_(point.params["n"]) {}

  void run() override {
    switch (limit_) {
      case Limit::read:
      case Limit::cache: return read();
      case Limit::copy: return write<1>({{input<float>("x")}}, Identity{});
      case Limit::triad:
        return write<2>({{input<float>("x"), input<float>("z")}}, ScaledSum<float>{kTriadScalar});
      case Limit::launch:
        return launch(queue(), dim3(1), dim3(1), launch_kernel<float>, result<float>("y"));
      default: throw std::logic_error("no such kernel");
    }
  }

  Counters observe() override {
    const bool reads = limit_ == Limit::read || limit_ == Limit::cache;
    if (limit_ == Limit::launch) return {.implementation = "one thread"};
    return {.implementation = reads ? "8 loads of 16 bytes per thread, past the L1 cache"
                                    : "4 loads of 16 bytes per thread and source"};
  }

 private:
  void read() {
    launch(queue(), blocks_for(sums_, kCeilingThreads / kWarp), dim3(kCeilingThreads),
           read_kernel<float>, input<float>("x"), result<float>("y"), n_ / kSegment, sums_);
  }

  template <int kCount, class Op>
  void write(Sources<float, kCount> from, Op op) {
    const Index vectors = n_ / kWidest<float>;
    launch(queue(), blocks_for(vectors, kWriteVectors * kCeilingThreads), dim3(kCeilingThreads),
           write_kernel<float, kCount, Op>, from, result<float>("y"), vectors, op);
  }

  const Limit limit_;
  const Index sums_, n_;
};

template <class T>
class FmaCuda : public CudaWorkload {
 public:
  FmaCuda(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"y", point.dtype(), ceilings_shape(point.params)}}),
        vectors_(point.params["n"] / kWidest<T>) {}

  void run() override {
    launch(queue(), blocks_for(vectors_, kFmaVectors * kCeilingThreads), dim3(kCeilingThreads),
           fma_kernel<T>, input<T>("x"), input<T>("a"), input<T>("b"), result<T>("y"), vectors_,
           kFmaSteps);
  }

  Counters observe() override { return {.implementation = "FMA in registers"}; }

 private:
  const Index vectors_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  if (limit_of(point.params) != Limit::fma) return std::make_unique<BandwidthCuda>(point, context);
  switch (point.dtype()) {
    case DType::fp64: return std::make_unique<FmaCuda<double>>(point, context);
    case DType::fp32: return std::make_unique<FmaCuda<float>>(point, context);
    default: return std::make_unique<FmaCuda<Fp16>>(point, context);
  }
}

}  // namespace

void ceilings_cuda(Factories& factories) { factories["ceilings.cuda"] = make; }

}  // namespace warpmark
