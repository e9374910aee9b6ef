#include "harness/output.h"

#include "harness/parallel.h"

#include <atomic>
#include <cmath>
#include <limits>

namespace warpmark {
namespace {

constexpr Index kGrain = 1 << 16;

class HostOutput : public Output {
 public:
  HostOutput(std::string name, DType dtype, Shape shape, std::byte* data, int threads)
      : Output(std::move(name), dtype, std::move(shape)), data_(data), threads_(threads) {}

  void read(Index begin, std::span<double> out) override {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = load(dtype, data_, begin + static_cast<Index>(i));
    }
  }

  void poison() override {
    parallel_ranges(count(shape), threads_, kGrain, [&](Index begin, Index end) {
      const double nan = dtype == DType::int8 ? -128 : std::numeric_limits<double>::quiet_NaN();
      for (Index i = begin; i < end; ++i) store(dtype, data_, i, nan);
    });
  }

  Index count_nan() override {
    std::atomic<Index> total = 0;
    parallel_ranges(count(shape), threads_, kGrain, [&](Index begin, Index end) {
      Index found = 0;
      for (Index i = begin; i < end; ++i) found += std::isnan(load(dtype, data_, i)) ? 1 : 0;
      total += found;
    });
    return total;
  }

 private:
  std::byte* data_;
  int threads_;
};

}  // namespace

std::unique_ptr<Output> host_output(std::string name, DType dtype, Shape shape, std::byte* data,
                                    int threads) {
  return std::make_unique<HostOutput>(std::move(name), dtype, std::move(shape), data, threads);
}

}  // namespace warpmark
