#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd.h"
#include "kernels/transpose/tile.h"

#include <omp.h>

#include <algorithm>

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
        past_caches_(exceeds_caches() && rows_ % kLine == 0),
        upper_(static_cast<std::size_t>(threads_ * kWide * kLine) * sizeof(T)) {}

  void run() override {
    if (past_caches_) {
      run_blocks<Store::past_caches>();
    } else {
      run_blocks<Store::cached>();
    }
  }

 private:
  // A block is two tiles tall: x is read in as many streams as prefetchers can follow, y is written
  // in runs of two lines. The upper tiles wait in the second-level cache for the lower.
  static constexpr Index kLine = kTileRows<T>, kTall = 2 * kLine, kWide = 2048;

  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_blocks() const {
#pragma omp parallel num_threads(threads_)
    {
      T* upper = upper_.as<T>() + omp_get_thread_num() * kWide * kLine;
#pragma omp for collapse(2) schedule(static) nowait
      for (Index i = 0; i < rows_; i += kTall) {
        for (Index j = 0; j < cols_; j += kWide) {
          run_block<kind>({i, std::min(i + kTall, rows_), j, std::min(j + kWide, cols_)}, upper);
        }
      }
      finish_stores<kind>();
    }
  }

  template <Store kind>
  void run_block(const Block& block, T* upper) const {
    const T* x = input<T>(0) + block.i * cols_ + block.j;
    T* y = output<T>() + block.j * rows_ + block.i;
    const bool whole = block.i_end - block.i == kTall;
    const Index wide = whole ? (block.j_end - block.j) / kLanes<T> * kLanes<T> : 0;
    for (Index j = 0; j < wide; j += kLanes<T>) {
      const Tile<T> tile(x + j, cols_);
      for (Index l = 0; l < kLanes<T>; ++l) {
        tile.template write_line<Store::cached>(l, upper + (j + l) * kLine);
      }
    }
    for (Index j = 0; j < wide; j += kLanes<T>) {
      const Tile<T> lower(x + kLine * cols_ + j, cols_);
      for (Index l = 0; l < kLanes<T>; ++l) {
        copy_line<kind>(upper + (j + l) * kLine, y + (j + l) * rows_);
        lower.template write_line<kind>(l, y + (j + l) * rows_ + kLine);
      }
    }
    run_elements({block.i, block.i_end, block.j + wide, block.j_end});
  }

  template <Store kind>
  static void copy_line(const T* from, T* to) {
    for (Index l = 0; l < kLine; l += kLanes<T>) store<kind>(to + l, load(from + l));
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
  const HostBuffer upper_;  // (threads, kWide, kLine)
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<TransposeCpu<decltype(element)>>(point, context);
  });
}

}  // namespace

void transpose_cpu(Factories& factories) { factories["transpose.openmp"] = make; }

}  // namespace warpmark
