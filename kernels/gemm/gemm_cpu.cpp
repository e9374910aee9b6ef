#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/gemm/micro_kernel.h"

#include <omp.h>

#include <algorithm>

namespace warpmark {
namespace {

// Blocks of the product, by the cache that keeps the packed operand: a sliver of b (kDepth, kCols)
// in the first level, a block of a (kTall, kDepth) in the second, a panel of b (kDepth, kWide) in
// the last. (K. Goto and R. van de Geijn, ACM Trans. Math. Softw. 34 (2008), 12.)
constexpr Index kDepth = 192, kTall = 192, kWide = 3072;

Index round_up(Index value, Index multiple) { return (value + multiple - 1) / multiple * multiple; }

template <class T>
class GemmCpu : public CpuWorkload {
 public:
  GemmCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "c", {point.params["m"], point.params["n"]}),
        m_(point.params["m"]),
        n_(point.params["n"]),
        k_(point.params["k"]),
        // Every thread has a block of its own where there are rows enough.
        tall_(round_up(std::min(kTall, (m_ + threads_ - 1) / threads_), Micro::kRows)),
        packed_a_(static_cast<std::size_t>(threads_ * tall_ * kDepth) * sizeof(T)),
        packed_b_(static_cast<std::size_t>(std::min(kWide, round_up(n_, Micro::kCols)) * kDepth) *
                  sizeof(T)) {}

  void run() override {
#pragma omp parallel num_threads(threads_)
    for (Index j = 0; j < n_; j += kWide) {
      for (Index l = 0; l < k_; l += kDepth) {
        add_panel({l, std::min(l + kDepth, k_)}, {j, std::min(j + kWide, n_)});
      }
    }
  }

 private:
  using Micro = MicroKernel<T>;
  static_assert(kWide % Micro::kCols == 0);

  struct Range {
    Index begin, end;
    Index size() const { return end - begin; }
  };

  std::string implementation() const override { return std::string("OpenMP, ") + kLevel; }

  /// Adds a[:, depth] b[depth, cols] to c[:, cols]; all threads together.
  void add_panel(Range depth, Range cols) const {
#pragma omp for schedule(static)
    for (Index j = cols.begin; j < cols.end; j += Micro::kCols) {
      Micro::pack_b(input<T>(1) + depth.begin * n_ + j, n_, depth.size(),
                    std::min(Micro::kCols, cols.end - j),
                    packed_b_.as<T>() + (j - cols.begin) * depth.size());
    }
#pragma omp for schedule(dynamic)
    for (Index i = 0; i < m_; i += tall_) {
      add_block({i, std::min(i + tall_, m_)}, depth, cols);
    }
  }

  void add_block(Range rows, Range depth, Range cols) const {
    T* packed_a = packed_a_.as<T>() + omp_get_thread_num() * tall_ * kDepth;
    for (Index i = rows.begin; i < rows.end; i += Micro::kRows) {
      Micro::pack_a(input<T>(0) + i * k_ + depth.begin, k_, depth.size(),
                    std::min(Micro::kRows, rows.end - i),
                    packed_a + (i - rows.begin) * depth.size());
    }
    for (Index j = cols.begin; j < cols.end; j += Micro::kCols) {
      const T* sliver_b = packed_b_.as<T>() + (j - cols.begin) * depth.size();
      for (Index i = rows.begin; i < rows.end; i += Micro::kRows) {
        const T* sliver_a = packed_a + (i - rows.begin) * depth.size();
        const auto tile = Micro::multiply(sliver_a, sliver_b, depth.size());
        tile.write(output<T>() + i * n_ + j, n_, std::min(Micro::kRows, rows.end - i),
                   std::min(Micro::kCols, cols.end - j), depth.begin == 0);
      }
    }
  }

  const Index m_, n_, k_, tall_;
  const HostBuffer packed_a_, packed_b_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<GemmCpu<decltype(element)>>(point, context);
  });
}

}  // namespace

void gemm_cpu(Factories& factories) { factories["gemm.openmp"] = make; }

}  // namespace warpmark
