#include "kernels/stream/stream.h"

#include "harness/element.h"
#include "harness/module.h"
#include "kernels/cpu_loops.h"
#include "kernels/cpu_workload.h"

namespace warpmark {
namespace {

template <class T>
class StreamCpu : public CpuWorkload {
 public:
  StreamCpu(const Point& point, const Context& context)
      : CpuWorkload(point, context, std::string(stream_loop(point.params).destination),
                    stream_shape(point.params)),
        op_(stream_loop(point.params).op),
        last_source_(stream_loop(point.params).sources.size() - 1),
        n_(point.params["n"]),
        past_caches_(op_ != StreamOp::dot && exceeds_caches()) {}

  void run() override {
    if (past_caches_) {
      run_loop<Store::past_caches>();
    } else {
      run_loop<Store::cached>();
    }
  }

 private:
  std::string implementation() const override {
    return std::string("OpenMP, ") + kLevel + (past_caches_ ? ", non-temporal stores" : "");
  }

  template <Store kind>
  void run_loop() const {
    const T *x = input<T>(0), *y = input<T>(last_source_);
    const T s = static_cast<T>(kStreamScalar);
    const auto write = [&](const auto& formula) {
      write_all<kind>(output<T>(), n_, threads_, formula);
    };
    switch (op_) {
      case StreamOp::copy: return write([=](auto at) { return at(x); });
      case StreamOp::mul: return write([=](auto at) { return s * at(x); });
      case StreamOp::add: return write([=](auto at) { return at(x) + at(y); });
      case StreamOp::triad: return write([=](auto at) { return at(x) + s * at(y); });
      case StreamOp::dot:
        *output<T>() = sum_all<T>(n_, threads_, [=](auto at) { return at(x) * at(y); });
    }
  }

  const StreamOp op_;
  const std::size_t last_source_;
  const Index n_;
  const bool past_caches_;
};

std::unique_ptr<Workload> make(const Point& point, Context& context) {
  return visit_wide_element(point.dtype(), [&](auto element) -> std::unique_ptr<Workload> {
    return std::make_unique<StreamCpu<decltype(element)>>(point, context);
  });
}

}  // namespace

void stream_cpu(Factories& factories) { factories["stream.openmp"] = make; }

}  // namespace warpmark
