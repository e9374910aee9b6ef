#include "harness/error.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd_exp.h"
#include "kernels/simd_narrow.h"

#include <omp.h>

#include <algorithm>

namespace warpmark {
namespace {

template <class T>
Wide<T> largest(const T* x, Index cols) {
  constexpr Index kChains = 4, kStep = kLanes<Wide<T>>;  // chains: see cpu_loops.h
  Wide<T> result = widen(x[0]);
  Vector<Wide<T>> chain[kChains];
  std::fill(std::begin(chain), std::end(chain), broadcast(result));
  Index j = 0;
  for (; j + kChains * kStep <= cols; j += kChains * kStep) {
    for (Index c = 0; c < kChains; ++c) {
      const Vector<Wide<T>> next = load_wide(x + j + c * kStep);
      chain[c] = next > chain[c] ? next : chain[c];
    }
  }
  for (const Vector<Wide<T>>& lanes : chain) {
    for (Index lane = 0; lane < kStep; ++lane) result = std::max<Wide<T>>(result, lanes[lane]);
  }
  for (; j < cols; ++j) result = std::max(result, widen(x[j]));
  return result;
}

/// Writes exp(x[j] - shift) to `out` and returns the sum.
template <class T>
Wide<T> exponentials(const T* x, Index cols, Wide<T> shift, Wide<T>* out) {
  constexpr Index kStep = kLanes<Wide<T>>;
  Vector<Wide<T>> lanes = {};
  Index j = 0;
  for (; j + kStep <= cols; j += kStep) {
    const Vector<Wide<T>> value = exp_nonpositive<Wide<T>>(load_wide(x + j) - shift);
    store<Store::cached>(out + j, value);
    lanes += value;
  }
  Wide<T> sum = 0;
  for (Index lane = 0; lane < kStep; ++lane) sum += lanes[lane];
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

/// A thread takes whole rows. Its row stays in its cache, so that x is read from memory once.
template <class T>
class SoftmaxCpu : public CpuWorkload {
 public:
  SoftmaxCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", {point.params["rows"], point.params["cols"]}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        // A store past the caches needs rows that begin at a multiple of what it writes.
        past_caches_(exceeds_caches() && cols_ % kLanes<Wide<T>> == 0),
        padded_cols_((cols_ + kPage - 1) / kPage * kPage),
        exponentials_(static_cast<std::size_t>(padded_cols_ * threads_) * sizeof(Wide<T>)) {}

  void run() override {
    if (past_caches_) {
      run_rows<Store::past_caches>();
    } else {
      run_rows<Store::cached>();
    }
  }

 private:
  static constexpr Index kPage = 1024;  // elements: no two threads write one page

  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_rows() const {
#pragma omp parallel num_threads(threads_)
    {
      auto* row = exponentials_.as<Wide<T>>() + padded_cols_ * omp_get_thread_num();
#pragma omp for schedule(static) nowait
      for (Index i = 0; i < rows_; ++i) {
        const T* x = input<T>(0) + i * cols_;
        const Wide<T> sum = exponentials(x, cols_, largest(x, cols_), row);
        scale<kind>(row, cols_, 1 / sum, output<T>() + i * cols_);
      }
      finish_stores<kind>();
    }
  }

  const Index rows_, cols_;
  const bool past_caches_;
  const Index padded_cols_;
  const HostBuffer exponentials_;  // (threads, padded_cols)
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
