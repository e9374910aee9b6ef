#include "kernels/softmax/softmax.h"

#include "harness/cuda/workload.h"
#include "harness/module.h"
#include "kernels/softmax/softmax.cuh"

namespace warpmark {
namespace {

template <class T>
struct SoftmaxLaunch {
  void (*kernel)(const T*, T*, Index, Index);
  int threads_of_row;
  bool in_registers;
};

/// The smallest shape that holds a row of `cols` in registers: kHeld elements a thread, as many as
/// the registers of 1024 threads have room for; or the shape for longer rows. Rows that are read
/// element by element are slow in any shape and have fewer to choose from.
template <class T, int kLength, int kThreads = 4>
SoftmaxLaunch<T> choose_launch(Index cols) {
  constexpr int kHeld = sizeof(T) == 2 ? 32 : 16;
  if constexpr (kThreads > 1024) {
    return {softmax_streamed<T, kLength, 1024>, 1024, false};
  } else {
    constexpr int kNext = kThreads * (kLength == 1 ? 4 : 2);
    if (cols > kThreads * kHeld) return choose_launch<T, kLength, kNext>(cols);
    return {softmax_in_registers<T, kLength, kHeld / kLength, kThreads>, kThreads, true};
  }
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
    const int block = softmax_block(launch_.threads_of_row);
    const Index blocks = ceil_div(rows_, block / launch_.threads_of_row);
    launch(queue(), dim3(static_cast<unsigned>(blocks)), dim3(static_cast<unsigned>(block)),
           launch_.kernel, input<T>("x"), result<T>("y"), rows_, cols_);
  }

  Counters observe() override {
    return {.implementation = std::to_string(launch_.threads_of_row) + " threads a row, " +
                              (launch_.in_registers ? "in registers" : "read twice")};
  }

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
