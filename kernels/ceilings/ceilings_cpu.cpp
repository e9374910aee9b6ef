#include "kernels/ceilings/ceilings.h"

#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_workload.h"
#include "kernels/simd_narrow.h"

#include <cpuid.h>
#include <omp.h>

#include <functional>
#include <utility>

namespace warpmark {
namespace {

/// y[k apart] = the sum of segment k apart of x, for k < kStreams. Prefetchers stop at the end of a
/// page, which a segment of fp32 fills: several at a time keep the memory busy.
template <int kStreams>
void sum_segments(const float* x, Index apart, float* y) {
  constexpr Index kStep = 2 * kLanes<float>;
  Vector<float> sums[kStreams][2] = {};
  for (Index i = 0; i < kSegment; i += kStep) {
    for (int k = 0; k < kStreams; ++k) {
      const float* from = x + k * apart * kSegment + i;
      sums[k][0] += load(from);
      sums[k][1] += load(from + kLanes<float>);
    }
  }
  for (int k = 0; k < kStreams; ++k) {
    y[k * apart] = reduce<float>(sums[k][0] + sums[k][1], std::plus<>());
  }
}

/// Every segment of x, in four streams as long as possible.
void sum_all_segments(const float* x, Index segments, float* y) {
  const Index apart = segments / 4;
  for (Index j = 0; j < apart; ++j) sum_segments<4>(x + j * kSegment, apart, y + j);
  for (Index j = 4 * apart; j < segments; ++j) sum_segments<1>(x + j * kSegment, 0, y + j);
}

class BandwidthCpu : public CpuWorkload {
 public:
  BandwidthCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", ceilings_shape(point.params)),
        limit_(limit_of(point.params)),
        n_(point.params["n"]) {}

  void run() override {
    switch (limit_) {
      case Limit::read: return read();
      case Limit::cache: return read_again_and_again();
      case Limit::triad: return triad();
      default: throw std::logic_error("no such loop on a CPU");
    }
  }

 private:
  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel +
           (limit_ == Limit::triad ? ", non-temporal stores" : "");
  }

  void read() const {
    const float* x = input<float>(0);
    float* y = output<float>();
    const Index segments = n_ / kSegment;
#pragma omp parallel num_threads(threads_)
    {
      const Index part = omp_get_thread_num(), parts = omp_get_num_threads();
      const Index begin = segments * part / parts, end = segments * (part + 1) / parts;
      sum_all_segments(x + begin * kSegment, end - begin, y + begin);
    }
  }

  void read_again_and_again() const {
    const float* x = input<float>(0);
    float* y = output<float>();
    const Index segments = n_ / kSegment, passes = cache_passes(n_);
#pragma omp parallel for schedule(static) num_threads(threads_)
    for (Index pass = 0; pass < passes; ++pass) sum_all_segments(x, segments, y + pass * segments);
  }

  void triad() const {
    const float *x = input<float>(0), *z = input<float>(1);
    float* y = output<float>();
    const Vector<float> s = broadcast(kTriadScalar);
#pragma omp parallel num_threads(threads_)
    {
#pragma omp for schedule(static) nowait
      for (Index i = 0; i < n_; i += kLanes<float>) {
        store<Store::past_caches>(y + i, load(x + i) + s * load(z + i));
      }
      finish_stores<Store::past_caches>();
    }
  }

  const Limit limit_;
  const Index n_;
};

/// One instruction of multiply-adds, spelt out: the compiler would take a b out of the loop.
template <class T>
struct MultiplyAdd {
  static constexpr int kSteps = 1;  // of each lane's sum
  static Vector<T> all(T value) { return broadcast(value); }
  static void apply(Vector<T>& sum, Vector<T> a, Vector<T> b) {
    if constexpr (sizeof(T) == sizeof(double)) {
      asm("vfmadd231pd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    } else {
      asm("vfmadd231ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    }
  }
};

/// Pairs of bf16, added to fp32.
template <>
struct MultiplyAdd<Bf16> {
  static constexpr int kSteps = 2;
  static Vector<float> all(Bf16 value) {
    const std::uint32_t pair = value.bits * 0x10001u;
    return reinterpret_cast<Vector<float>>(broadcast(pair));
  }
  static void apply(Vector<float>& sum, Vector<float> a, Vector<float> b) {
    asm("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
  }
};

/// y = x, then kFmaSteps times y += a b, for as many vectors as there are chains. Their sums stay
/// in registers: in variables of their own, not in an array with a loop over it.
template <class T, int... kChain>
void multiply_add(const T* x, T a, T b, T* y, std::integer_sequence<int, kChain...>) {
  using V = Vector<Wide<T>>;
  constexpr Index kWidth = kLanes<Wide<T>>;
  const V all_a = MultiplyAdd<T>::all(a), all_b = MultiplyAdd<T>::all(b);
  V sum[sizeof...(kChain)] = {load_wide(x + kChain * kWidth)...};
  for (int step = 0; step < kFmaSteps; step += MultiplyAdd<T>::kSteps) {
    (MultiplyAdd<T>::apply(sum[kChain], all_a, all_b), ...);
  }
  (store_narrow<Store::cached>(y + kChain * kWidth, sum[kChain]), ...);
}

template <class T>
class FmaCpu : public CpuWorkload {
 public:
  FmaCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, "y", ceilings_shape(point.params)), n_(point.params["n"]) {}

  void run() override {
    constexpr int kChains = 12;  // two pipes of five cycles each at most; 14 registers of 16
    constexpr Index kWidth = kLanes<Wide<T>>, kBlock = kChains * kWidth;
    const T *x = input<T>(0), a = *input<T>(1), b = *input<T>(2);
    T* y = output<T>();
    const Index blocks = n_ / kBlock;
#pragma omp parallel for schedule(static) num_threads(threads_)
    for (Index j = 0; j < blocks; ++j) {
      multiply_add(x + j * kBlock, a, b, y + j * kBlock,
                   std::make_integer_sequence<int, kChains>());
    }
    for (Index i = blocks * kBlock; i < n_; i += kWidth) {
      multiply_add(x + i, a, b, y + i, std::make_integer_sequence<int, 1>());
    }
  }

 private:
  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel +
           (std::is_same_v<T, Bf16> ? ", VDPBF16PS" : ", VFMADD231");
  }

  const Index n_;
};

/// Intel's Software Developer's Manual, volume 2A, CPUID, leaf 7.
void require_fast_bf16() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  __cpuid_count(7, 0, a, b, c, d);
  const bool amx = (d >> 22 & 1) != 0;
  __cpuid_count(7, 1, a, b, c, d);
  const bool avx512 = kVectorBytes == 64 && (a >> 5 & 1) != 0;
  if (amx) throw Unsupported("AMX multiplies faster than the vectors that would be measured");
  if (!avx512) throw Unsupported("this processor multiplies no bf16");
}

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  if (limit_of(point.params) != Limit::fma) return std::make_unique<BandwidthCpu>(point, context);
  switch (point.dtype()) {
    case DType::fp64: return std::make_unique<FmaCpu<double>>(point, context);
    case DType::fp32: return std::make_unique<FmaCpu<float>>(point, context);
    default: require_fast_bf16(); return std::make_unique<FmaCpu<Bf16>>(point, context);
  }
}

}  // namespace

void ceilings_cpu(Factories& factories) { factories["ceilings.openmp"] = make; }

}  // namespace warpmark
