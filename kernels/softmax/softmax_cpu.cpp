#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd_exp.h"
#include "kernels/simd_narrow.h"

#include <omp.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace warpmark {
namespace {

template <class T>
Wide<T> largest(const T* x, Index cols) {
  constexpr Index kChains = 4, kStep = kLanes<Wide<T>>;  // chains: see cpu_loops.h
  constexpr auto kLarger = [](auto a, auto b) { return maximum<Wide<T>>(a, b); };
  const Vector<Wide<T>> first = broadcast(widen(x[0]));
  Vector<Wide<T>> chain[kChains] = {first, first, first, first};
  Index j = 0;
  for (; j + kChains * kStep <= cols; j += kChains * kStep) {
    for (Index c = 0; c < kChains; ++c) {
      chain[c] = kLarger(chain[c], load_wide(x + j + c * kStep));
    }
  }
  for (; j + kStep <= cols; j += kStep) chain[0] = kLarger(chain[0], load_wide(x + j));
  const auto lanes = kLarger(kLarger(chain[0], chain[1]), kLarger(chain[2], chain[3]));
  Wide<T> result = reduce<Wide<T>>(lanes, kLarger);
  for (; j < cols; ++j) result = std::max(result, widen(x[j]));
  return result;
}

/// Part of a row whose exponentials only await their factor on the way to y.
template <class T>
struct Pending {
  const Wide<T>* exponentials = nullptr;
  Wide<T> factor = 0;
  T* y = nullptr;
};

template <Store kind, class T>
void write(const Pending<T>& pending, Index cols) {
  constexpr Index kStep = kLanes<Wide<T>>;
  Index j = 0;
  for (; j + kStep <= cols; j += kStep) {
    store_narrow<kind>(pending.y + j, load(pending.exponentials + j) * pending.factor);
  }
  for (; j < cols; ++j) narrow(pending.exponentials[j] * pending.factor, pending.y + j);
}

template <class T>
constexpr Wide<T> kLog2E = static_cast<Wide<T>>(0x1.71547652b82fep+0);

/// Writes 2^(x[j] log2(e) - shift) to `out` and returns the sum. Meanwhile the next `cols` elements
/// of x are on their way from memory, and those that are pending on their way there.
template <Store kind, bool any_pending, class T>
Wide<T> exponentials(const T* x, Index cols, Wide<T> shift, Wide<T>* out,
                     const Pending<T>& pending) {
  constexpr Index kStep = kLanes<Wide<T>>;
  Vector<Wide<T>> lanes = {};
  Index j = 0;
  for (; j + kStep <= cols; j += kStep) {
    __builtin_prefetch(x + cols + j);
    const Vector<Wide<T>> value = exp2_nonpositive<Wide<T>>(load_wide(x + j) * kLog2E<T> - shift);
    store<Store::cached>(out + j, value);
    lanes += value;
    if constexpr (any_pending) {
      store_narrow<kind>(pending.y + j, load(pending.exponentials + j) * pending.factor);
    }
  }
  Wide<T> sum = reduce<Wide<T>>(lanes, std::plus<>());
  for (; j < cols; ++j) {
    out[j] = exp2_nonpositive<Wide<T>>(broadcast(widen(x[j]) * kLog2E<T> - shift))[0];
    sum += out[j];
    if constexpr (any_pending) narrow(pending.exponentials[j] * pending.factor, pending.y + j);
  }
  return sum;
}

/// A thread takes whole rows, and each row in parts that stay in the first-level cache from one
/// pass to the next. A row is written while the row after it is computed, so that memory is always
/// busy both ways.
template <class T>
class SoftmaxCpu : public CpuWorkload {
 public:
  SoftmaxCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", {point.params["rows"], point.params["cols"]}),
        rows_(point.params["rows"]),
        cols_(point.params["cols"]),
        // A store past the caches needs rows that begin at a multiple of what it writes.
        past_caches_(exceeds_caches() && cols_ % kLanes<Wide<T>> == 0),
        scratch_(static_cast<std::size_t>(threads_)) {
    for (auto& two_rows : scratch_) two_rows = {Row(cols_), Row(cols_)};
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
    Index begin, cols;
    Wide<T> exponent;  // log2(e) times the largest element
    Wide<T> sum, factor;
  };

  struct Row {
    Row() = default;
    explicit Row(Index cols) : exponentials(static_cast<std::size_t>(cols) * sizeof(Wide<T>)) {
      for (Index j = 0; j < cols; j += kPart)
        parts.push_back({j, std::min(kPart, cols - j), 0, 0, 0});
    }
    Wide<T>* at(Index j) const { return exponentials.template as<Wide<T>>() + j; }
    Pending<T> pending(const Part& part) const {
      return {at(part.begin), part.factor, y + part.begin};
    }

    HostBuffer exponentials;  // (cols)
    std::vector<Part> parts;
    T* y = nullptr;  // where the row goes
  };

  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_rows() {
#pragma omp parallel num_threads(threads_)
    {
      auto& rows = scratch_[static_cast<std::size_t>(omp_get_thread_num())];
      Row *row = &rows[0], *before = &rows[1];
      before->y = nullptr;
#pragma omp for schedule(static) nowait
      for (Index i = 0; i < rows_; ++i) {
        row->y = output<T>() + i * cols_;
        if (before->y) {
          run_row<kind, true>(input<T>(0) + i * cols_, *row, *before);
        } else {
          run_row<kind, false>(input<T>(0) + i * cols_, *row, *before);
        }
        std::swap(row, before);
      }
      for (const Part& part : before->parts) {
        if (before->y) write<kind>(before->pending(part), part.cols);
      }
      finish_stores<kind>();
    }
  }

  /// Every part has a largest element of its own, and a factor that makes up for it.
  template <Store kind, bool any_pending>
  void run_row(const T* x, Row& row, const Row& before) const {
    Wide<T> top = std::numeric_limits<Wide<T>>::lowest(), sum = 0;
    for (std::size_t p = 0; p < row.parts.size(); ++p) {
      Part& part = row.parts[p];
      part.exponent = largest(x + part.begin, part.cols) * kLog2E<T>;
      part.sum =
          exponentials<kind, any_pending>(x + part.begin, part.cols, part.exponent,
                                          row.at(part.begin), before.pending(before.parts[p]));
      top = std::max(top, part.exponent);
    }
    for (Part& part : row.parts) {
      part.factor = std::exp2(part.exponent - top);
      sum += part.sum * part.factor;
    }
    for (Part& part : row.parts) part.factor /= sum;
  }

  const Index rows_, cols_;
  const bool past_caches_;
  std::vector<std::array<Row, 2>> scratch_;  // one pair a thread
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<SoftmaxCpu<decltype(element)>>(point, context);
  });
}

}  // namespace

void softmax_cpu(Factories& factories) { factories["softmax.openmp"] = make; }

}  // namespace warpmark
