#include "harness/engine.h"

#include "harness/engine_flags.h"
#include "harness/error.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <exception>
#include <fstream>
#include <memory>
#include <ostream>
#include <span>

namespace warpmark {
namespace {

void set_counters(benchmark::State& state, const Result& result) {
  visit_columns(result, [&](const char* column, const auto& field) {
    if constexpr (std::is_same_v<std::decay_t<decltype(field)>, Result::Number>) {
      if (field) state.counters[column] = *field;
    }
  });
  for (const auto& [name, value] : result.counters) state.counters["c_" + name] = value;
}

/// Google Benchmark is not written for exceptions: the first one is kept and all cases after it
/// pass without being measured, so that its JSON file is closed as it should be.
class Measurement {
 public:
  explicit Measurement(const std::function<Result(const Case&)>& measure) : measure_(measure) {}

  void operator()(benchmark::State& state, const Case& c) {
    Result result;
    try {
      if (!failure_) result = measure_(c);
    } catch (...) {
      failure_ = std::current_exception();
    }
    if (failure_) return state.SkipWithError("not measured: the run was ended");
    ++calls_;
    if (result.status != Status::ok) {
      return state.SkipWithError(
          (std::string(name(result.status)) + ": " + result.message).c_str());
    }
    for (auto iteration : state) {
      static_cast<void>(iteration);
      state.SetIterationTime(result.median_s.value_or(0));
    }
    set_counters(state, result);
  }

  bool failed() const { return failure_ != nullptr; }

  int finish() const {
    if (failure_) std::rethrow_exception(failure_);
    return calls_;
  }

 private:
  const std::function<Result(const Case&)>& measure_;
  std::exception_ptr failure_;
  int calls_ = 0;
};

/// Prints nothing: the project's own reports do.
class Silent : public benchmark::BenchmarkReporter {
 public:
  Silent() { SetErrorStream(&nowhere_); }
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}

 private:
  std::ostream nowhere_{nullptr};
};

/// The file of --benchmark_out, which several calls of RunSpecifiedBenchmarks write together. Left
/// to itself Google Benchmark would check no error of it.
class JsonFile : public benchmark::JSONReporter {
 public:
  explicit JsonFile(std::string path) : path_(std::move(path)), file_(path_) {
    if (!file_) fail();
    SetOutputStream(&file_);
    SetErrorStream(&nowhere_);
  }
  bool ReportContext(const Context& context) override {
    return begun_ || (begun_ = JSONReporter::ReportContext(context));
  }
  void Finalize() override {}  // of a part
  void finish() {
    if (begun_) JSONReporter::Finalize();
    if (!file_.flush()) fail();
  }

 private:
  [[noreturn]] void fail() const { throw WriteError(path_ + ": cannot write"); }

  std::string path_;
  std::ofstream file_;
  std::ostream nowhere_{nullptr};
  bool begun_ = false;
};

/// Takes --benchmark_out out of the flags. None where cases are listed: they go to standard output.
std::unique_ptr<JsonFile> open_json(std::vector<std::string>& flags) {
  std::unique_ptr<JsonFile> file;
  const bool listing = has_flag(flags, "--benchmark_list_tests");
  std::erase_if(flags, [&](const std::string& flag) {
    if (flag_name(flag) != "--benchmark_out") return false;
    if (!listing) file = std::make_unique<JsonFile>(std::string(flag_value(flag)));
    return true;
  });
  return file;
}

void initialize(std::vector<std::string> flags) {
  static char program[] = "warpmark";  // Google Benchmark keeps this pointer
  std::vector<char*> argv{program};
  for (std::string& flag : flags) argv.push_back(flag.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
}

void run_part(std::span<const Case> cases, Measurement& measurement,
              benchmark::BenchmarkReporter& reporter) {
  benchmark::ClearRegisteredBenchmarks();
  for (const Case& c : cases) {
    auto* registered = benchmark::RegisterBenchmark(
        c.id().c_str(), [&measurement, &c](benchmark::State& state) { measurement(state, c); });
    registered->Iterations(1)->UseManualTime();
  }
  benchmark::RunSpecifiedBenchmarks(&reporter);
}

}  // namespace

int run_engine(const std::vector<Case>& cases, std::vector<std::string> flags,
               const std::function<Result(const Case&)>& measure) {
  // Its time grows with the square of the number of benchmarks, its memory with the number.
  constexpr std::size_t kPart = 100;
  const auto json = open_json(flags);
  initialize(flags);
  Silent silent;
  Measurement measurement(measure);
  for (std::size_t begin = 0; begin < cases.size() && !measurement.failed(); begin += kPart) {
    const std::span part(&cases[begin], std::min(kPart, cases.size() - begin));
    run_part(part, measurement, json ? static_cast<benchmark::BenchmarkReporter&>(*json) : silent);
  }
  if (json) json->finish();
  return measurement.finish();
}

}  // namespace warpmark
