#include "kernels/softmax/softmax.h"

#include "harness/cuda/workload.h"
#include "harness/module.h"
#include "kernels/softmax/softmax.cuh"

namespace warpmark {
namespace {

template <class T>
struct SoftmaxLaunch {
  void (*kernel)(const T*, T*, Index, Index);
  Index rows_per_block;
  unsigned threads;
  const char* description;
};

template <class T, int kLength, int kElements, int kThreads>
SoftmaxLaunch<T> in_registers(const char* description) {
  constexpr int kBlock = softmax_block(kThreads);
  return {softmax_in_registers<T, kLength, kElements / kLength, kThreads>, kBlock / kThreads,
          kBlock, description};
}

/// The smallest shape that holds a row of `cols` in registers. A thread holds 64 bytes of a row,
/// and at least 16 elements of it: what the registers of 1024 threads have room for.
template <class T, int kLength>
SoftmaxLaunch<T> choose_launch(Index cols) {
  constexpr int kMost = sizeof(T) == 2 ? 32 : 16;
  if (cols <= kWarp * kWidest<T>) {
    return in_registers<T, kLength, kWidest<T>, kWarp>("a row in a warp's registers, 16 bytes each");
  }
  if (cols <= kWarp * kMost) {
    return in_registers<T, kLength, kMost, kWarp>("a row in a warp's registers");
  }
  if (cols <= 256 * kMost) {
    return in_registers<T, kLength, kMost, 256>("a row in 256 threads' registers");
  }
  if (cols <= 1024 * kMost) {
    return in_registers<T, kLength, kMost, 1024>("a row in 1024 threads' registers");
  }
  return {softmax_streamed<T, kLength, 1024>, 1, 1024, "a row read twice by 1024 threads"};
}

template <class T>
class SoftmaxCuda : public CudaWorkload {
 public:
  SoftmaxCuda(const Point& point, Context& context)
      : CudaWorkload(point, context, {{"y", point.dtype(), point.input("x").shape}}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        launch_(cols_ % kWidest<T> == 0 ? choose_launch<T, kWidest<T>>(cols_)
                                        : choose_launch<T, 1>(cols_)) {}

  void run() override {
    const Index blocks = ceil_div(rows_, launch_.rows_per_block);
    launch(queue(), dim3(static_cast<unsigned>(blocks)), dim3(launch_.threads), launch_.kernel,
           input<T>("x"), result<T>("y"), rows_, cols_);
  }

  Counters observe() override { return {.implementation = launch_.description}; }

 private:
  Index rows_, cols_;
  SoftmaxLaunch<T> launch_;
};

}  // namespace

void softmax_cuda(Factories& factories) {
  factories["softmax.cuda"] = [](const Point& point, Context& context) {
    return visit_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
      return std::make_unique<SoftmaxCuda<decltype(element)>>(point, context);
    });
  };
}

}  // namespace warpmark
