#include "harness/error.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd_exp.h"
#include "kernels/simd_narrow.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace warpmark {
namespace {

template <class T>
Wide<T> largest(const T* x, Index cols) {
  constexpr Index kChains = 4, kStep = kLanes<Wide<T>>;  // chains: see cpu_loops.h
  const Vector<Wide<T>> first = broadcast(widen(x[0]));
  Vector<Wide<T>> chain[kChains] = {first, first, first, first};
  Index j = 0;
  for (; j + kChains * kStep <= cols; j += kChains * kStep) {
    for (Index c = 0; c < kChains; ++c) {
      chain[c] = maximum(chain[c], load_wide(x + j + c * kStep));
    }
  }
  const Vector<Wide<T>> both = maximum(maximum(chain[0], chain[1]), maximum(chain[2], chain[3]));
  Wide<T> result = reduce<Wide<T>>(both, [](auto a, auto b) { return std::max(a, b); });
  for (; j < cols; ++j) result = std::max(result, widen(x[j]));
  return result;
}

/// Writes exp(x[j] - shift) to `out` and returns the sum. Meanwhile the next `cols` elements of x
/// are on their way from memory.
template <class T>
Wide<T> exponentials(const T* x, Index cols, Wide<T> shift, Wide<T>* out) {
  constexpr Index kStep = kLanes<Wide<T>>;
  Vector<Wide<T>> lanes = {};
  Index j = 0;
  for (; j + kStep <= cols; j += kStep) {
    __builtin_prefetch(x + cols + j);
    const Vector<Wide<T>> value = exp_nonpositive<Wide<T>>(load_wide(x + j) - shift);
    store<Store::cached>(out + j, value);
    lanes += value;
  }
  Wide<T> sum = reduce<Wide<T>>(lanes, std::plus<Wide<T>>());
  for (; j < cols; ++j) {
    out[j] = exp_nonpositive<Wide<T>>(broadcast(widen(x[j]) - shift))[0];
    sum += out[j];
  }
  return sum;
}

template <Store kind, class T>
void scale(const Wide<T>* x, Index cols, Wide<T> factor, T* y) {
  constexpr Index kStep = kLanes<Wide<T>>;
  Index j = 0;
  for (; j + kStep <= cols; j += kStep) store_narrow<kind>(y + j, load(x + j) * factor);
  for (; j < cols; ++j) narrow(x[j] * factor, y + j);
}

/// A thread takes whole rows, and each row in parts that stay in the first-level cache from one
/// pass to the next: x is read once, the exponentials are written and read once.
template <class T>
class SoftmaxCpu : public CpuWorkload {
 public:
  SoftmaxCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", {point.params["rows"], point.params["cols"]}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        // A store past the caches needs rows that begin at a multiple of what it writes.
        past_caches_(exceeds_caches() && cols_ % kLanes<Wide<T>> == 0) {
    for (int thread = 0; thread < threads_; ++thread) {
      scratch_.push_back(
          {HostBuffer(static_cast<std::size_t>(cols_) * sizeof(Wide<T>)),
           std::vector<Part>(static_cast<std::size_t>((cols_ + kPart - 1) / kPart))});
    }
  }

  void run() override {
    if (past_caches_) {
      run_rows<Store::past_caches>();
    } else {
      run_rows<Store::cached>();
    }
  }

 private:
  static constexpr Index kPart = 8192 / sizeof(Wide<T>);  // elements

  struct Part {
    Wide<T> largest, sum, factor;
  };
  struct Scratch {
    HostBuffer exponentials;  // (cols)
    std::vector<Part> parts;
  };

  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_rows() {
#pragma omp parallel num_threads(threads_)
    {
      Scratch& scratch = scratch_[static_cast<std::size_t>(omp_get_thread_num())];
#pragma omp for schedule(static) nowait
      for (Index i = 0; i < rows_; ++i) {
        run_row<kind>(input<T>(0) + i * cols_, output<T>() + i * cols_, scratch);
      }
      finish_stores<kind>();
    }
  }

  /// Every part has a largest element of its own, and a factor that makes up for it in the end.
  template <Store kind>
  void run_row(const T* x, T* y, Scratch& scratch) const {
    auto* row = scratch.exponentials.template as<Wide<T>>();
    Wide<T> top = widen(x[0]), sum = 0;
    Index j = 0;
    for (Part& part : scratch.parts) {
      const Index n = std::min(kPart, cols_ - j);
      part.largest = largest(x + j, n);
      part.sum = exponentials(x + j, n, part.largest, row + j);
      top = std::max(top, part.largest);
      j += n;
    }
    for (Part& part : scratch.parts) {
      part.factor = std::exp(part.largest - top);
      sum += part.sum * part.factor;
    }
    j = 0;
    for (const Part& part : scratch.parts) {
      const Index n = std::min(kPart, cols_ - j);
      scale<kind>(row + j, n, part.factor / sum, y + j);
      j += n;
    }
  }

  const Index rows_, cols_;
  const bool past_caches_;
  std::vector<Scratch> scratch_;  // one a thread
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  switch (point.dtype()) {
    case DType::fp64: return std::make_unique<SoftmaxCpu<double>>(point, context);
    case DType::fp32: return std::make_unique<SoftmaxCpu<float>>(point, context);
    case DType::bf16: return std::make_unique<SoftmaxCpu<Bf16>>(point, context);
    case DType::fp16: return std::make_unique<SoftmaxCpu<Fp16>>(point, context);
    default: throw Unsupported("softmax.openmp has no " + std::string(name(point.dtype())));
  }
}

}  // namespace

void softmax_cpu(Factories& factories) { factories["softmax.openmp"] = make; }

}  // namespace warpmark
