// z[i] = alpha * x[i] + y[i], a benchmark that the program does not have.
#include "harness/host_buffer.h"
#include "harness/module.h"

namespace {

using namespace warpmark;

constexpr float kAlpha = 2.5f;

Shape vector_of(const Params& params) { return {params["n"]}; }

class SaxpyLoop : public Workload {
 public:
  SaxpyLoop(const Point& point, const Context& context)
      : threads_(context.threads), n_(point.params["n"]) {
    fill_host(point.input("x"), x_.data(), threads_);
    fill_host(point.input("y"), y_.data(), threads_);
  }

  void run() override {
    const float *x = x_.as<float>(), *y = y_.as<float>();
    float* z = z_.as<float>();
    for (Index i = 0; i < n_; ++i) z[i] = kAlpha * x[i] + y[i];
  }

  Outputs outputs() override {
    Outputs outputs;
    outputs.push_back(host_output("z", DType::fp32, {n_}, z_.data(), threads_));
    return outputs;
  }

  Counters observe() override { return {.implementation = "loop", .values = {{"alpha", kAlpha}}}; }

 private:
  int threads_;
  Index n_;
  HostBuffer x_{bytes()}, y_{bytes()}, z_{bytes()};

  std::size_t bytes() const { return static_cast<std::size_t>(n_) * sizeof(float); }
};

Exact exact(const Point& point, Index i) {
  ExactSum sum;
  sum.add(kAlpha * point.input("x").at(i));
  sum.add(point.input("y").at(i));
  return sum.result();
}

BenchmarkSpec saxpy() {
  Variant loop{
      .name = "loop",
      .device = DeviceKind::cpu,
      .module = "saxpy",
      .timings = {Timing::cold, Timing::hot},
      .supports = [](const Params&) { return true; },
      .footprint =
          [](const Params& p) {
            return Footprint{12.0 * double(p["n"]), 0};
          },
      .make = [](const Point& point,
                 Context& context) { return std::make_unique<SaxpyLoop>(point, context); }};
  return {.name = "saxpy",
          .summary = "z = alpha x + y",
          .axes = {{"dtype", {Value("fp32")}}, {"n", {Value(1000), Value(1 << 20)}}},
          .check_points = {Params({{"n", 1}}), Params({{"n", 37}})},
          .work =
              [](const Params& p) {
                const auto n = double(p["n"]);
                return Work{.flops = 2 * n, .bytes = 12 * n, .items = n};
              },
          .inputs =
              [](const Params& p) {
                return std::vector<Input>{{"x", DType::fp32, vector_of(p), {}},
                                          {"y", DType::fp32, vector_of(p), {}}};
              },
          .verify = {{.output = "z",
                      .shape = vector_of,
                      .at = exact,
                      .tolerance =
                          [](const Params&) {
                            return Tolerance{2 * unit_roundoff(DType::fp32), "two roundings"};
                          }}},
          .variants = {loop},
          .counters = {"alpha"}};
}

}  // namespace

extern "C" const char* warpmark_abi() { return warpmark::kModuleAbi; }

extern "C" void warpmark_open(warpmark::Module& module) { module.benchmarks.push_back(saxpy()); }
