#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd.h"
#include "kernels/transpose/tile.h"

namespace warpmark {
namespace {

/// Part of a matrix: rows i … i_end, columns j … j_end of x.
struct Block {
  Index i, i_end, j, j_end;
};

template <class T>
class TransposeCpu : public CpuWorkload {
 public:
  TransposeCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", {point.params["cols"], point.params["rows"]}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        // A store past the caches needs rows of y that begin with a line.
        past_caches_(exceeds_caches() && rows_ % kTileRows<T> == 0) {}

  void run() override {
    if (past_caches_) {
      run_blocks<Store::past_caches>();
    } else {
      run_blocks<Store::cached>();
    }
  }

 private:
  // Flat blocks: x is read in as many streams as the processor's prefetchers can follow.
  static constexpr Index kTall = kTileRows<T>, kWide = 512;

  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_blocks() const {
#pragma omp parallel num_threads(threads_)
    {
#pragma omp for collapse(2) schedule(static) nowait
      for (Index i = 0; i < rows_; i += kTall) {
        for (Index j = 0; j < cols_; j += kWide) {
          run_block<kind>({i, std::min(i + kTall, rows_), j, std::min(j + kWide, cols_)});
        }
      }
      finish_stores<kind>();
    }
  }

  template <Store kind>
  void run_block(const Block& block) const {
    const T* x = input<T>(0);
    T* y = output<T>();
    const bool whole = block.i_end - block.i == kTall;
    const Index j_full = whole ? block.j_end - (block.j_end - block.j) % kLanes<T> : block.j;
    for (Index j = block.j; j < j_full; j += kLanes<T>) {
      transpose_tile<kind>(x + block.i * cols_ + j, cols_, y + j * rows_ + block.i, rows_);
    }
    run_elements({block.i, block.i_end, j_full, block.j_end});
  }

  void run_elements(const Block& block) const {
    const T* x = input<T>(0);
    T* y = output<T>();
    for (Index j = block.j; j < block.j_end; ++j) {
      for (Index i = block.i; i < block.i_end; ++i) y[j * rows_ + i] = x[i * cols_ + j];
    }
  }

  const Index rows_, cols_;
  const bool past_caches_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  if (point.dtype() == DType::fp64) return std::make_unique<TransposeCpu<double>>(point, context);
  return std::make_unique<TransposeCpu<float>>(point, context);
}

}  // namespace

void transpose_cpu(Factories& factories) { factories["transpose.openmp"] = make; }

}  // namespace warpmark
