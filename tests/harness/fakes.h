#pragma once

#include "harness/host_buffer.h"
#include "harness/sensor.h"
#include "harness/spec.h"
#include "harness/stopwatch.h"

#include <algorithm>
#include <functional>
#include <vector>

namespace warpmark::testing_support {

/// A stopwatch that runs the workload and then says what a script tells it.
class ScriptedStopwatch : public Stopwatch {
 public:
  explicit ScriptedStopwatch(std::function<double(int)> seconds, double resolution = 0)
      : seconds_(std::move(seconds)), resolution_(resolution) {}
  Sample timed(Workload& workload) override {
    workload.run();
    return {.seconds = seconds_(calls_++)};
  }
  double resolution() const override { return resolution_; }
  int calls() const { return calls_; }

 private:
  std::function<double(int)> seconds_;
  double resolution_;
  int calls_ = 0;
};

class Nothing : public Workload {
 public:
  void run() override {}
  Outputs outputs() override { return {}; }
};

/// A device whose reasons for a lower clock follow a script, a value a poll; the last one stays.
class ScriptedSensor : public Sensor {
 public:
  explicit ScriptedSensor(std::vector<std::uint64_t> throttle) : throttle_(std::move(throttle)) {}
  Reading read() override {
    const std::size_t poll = std::min(polls_++, throttle_.size() - 1);
    return {.throttle = throttle_[poll]};
  }

 private:
  std::vector<std::uint64_t> throttle_;
  std::size_t polls_ = 0;
};

/// y = x + 1 in fp64 on the host; `flaw` may spoil the result.
class AddOne : public Workload {
 public:
  using Flaw = std::function<void(double* y, Index n)>;
  AddOne(const Point& point, Context& context, Flaw flaw)
      : n_(point.params["n"]),
        x_(bytes()),
        y_(bytes()),
        threads_(context.threads),
        flaw_(std::move(flaw)) {
    fill_host(point.input("x"), x_.data(), threads_);
  }
  void run() override {
    for (Index i = 0; i < n_; ++i) y_.as<double>()[i] = x_.as<double>()[i] + 1;
    if (flaw_) flaw_(y_.as<double>(), n_);
  }
  Outputs outputs() override {
    Outputs out;
    out.push_back(host_output("y", DType::fp64, {n_}, y_.data(), threads_));
    return out;
  }
  Counters observe() override { return {"scalar loop", {{"answer", 42.0}}}; }

 private:
  std::size_t bytes() const { return static_cast<std::size_t>(n_) * sizeof(double); }
  Index n_;
  HostBuffer x_, y_;
  int threads_;
  Flaw flaw_;
};

/// A benchmark with one CPU variant `plain` at n = 1000, checked at n = 1 and 17.
inline BenchmarkSpec add_one_spec(AddOne::Flaw flaw = nullptr) {
  BenchmarkSpec spec;
  spec.name = "add_one";
  spec.summary = "y = x + 1";
  spec.axes = {{"dtype", {"fp64"}}, {"n", {std::int64_t{1000}}}};
  spec.check_points = {Params({{"n", std::int64_t{1}}}), Params({{"n", std::int64_t{17}}})};
  spec.work = [](const Params& p) { return Work{1.0 * p["n"], 16.0 * p["n"], 1.0 * p["n"]}; };
  spec.inputs = [](const Params& p) { return std::vector<Input>{{"x", DType::fp64, {p["n"]}}}; };
  spec.verify = {{"y", [](const Params& p) { return Shape{p["n"]}; },
                  [](const Point& p, Index i) {
                    return Exact{p.input("x").at(i) + 1, 2};
                  },
                  [](const Params&) {
                    return Tolerance{0x1p-53, "one rounding"};
                  }}};
  spec.counters = {"answer"};
  Variant plain;
  plain.name = "plain";
  plain.timings = {Timing::cold, Timing::hot};
  plain.supports = [](const Params&) { return true; };
  plain.footprint = [](const Params& p) { return Footprint{16.0 * p["n"], 0}; };
  plain.make = [flaw](const Point& point, Context& context) {
    return std::make_unique<AddOne>(point, context, flaw);
  };
  spec.variants = {plain};
  return spec;
}

}  // namespace warpmark::testing_support
