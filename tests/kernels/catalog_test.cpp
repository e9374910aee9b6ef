// Every CPU variant at every check point: an addition to the catalog is found here by itself.

#include "harness/cpu_level.h"
#include "harness/error.h"
#include "harness/loader.h"
#include "tests/kernels/subjects.h"

#include <cpuid.h>
#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>

namespace warpmark {
namespace {

constexpr std::uint64_t kSeed = 7;
const int kThreads = std::min(3, omp_get_thread_limit());  // so that sizes do not divide evenly

/// A variant and the file of its module: `cpu` exists once for each instruction-set level.
struct CpuSubject {
  Subject subject;
  std::string module;

  std::string name() const { return subject.name() + "_from_" + module; }
};

void PrintTo(const CpuSubject& subject, std::ostream* out) { *out << subject.name(); }

/// Of one benchmark, or of all.
std::vector<CpuSubject> cpu_subjects(const std::string& benchmark = {}) {
  std::vector<CpuSubject> all;
  for (const Subject& subject : subjects([](const std::string&) { return true; })) {
    if (subject.variant.device != DeviceKind::cpu) continue;
    if (!benchmark.empty() && subject.spec.name != benchmark) continue;
    const std::string& module = subject.variant.module;
    if (module != "cpu") {
      all.push_back({subject, module});
      continue;
    }
    for (const char* level : {WARPMARK_LEVELS}) {
      all.push_back({subject, module + '_' + level});
    }
  }
  return all;
}

/// What multiplies narrow dtypes here, by leaf 7 of CPUID (Intel's Software Developer's Manual,
/// volume 2A).
struct NarrowUnits {
  bool bf16 = false, fp16 = false;  // of vectors
  bool amx = false;

  NarrowUnits() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    const bool v4 = module_level() == "v4";
    __get_cpuid_count(7, 0, &a, &b, &c, &d);
    amx = (d >> 22 & 1) != 0;
    fp16 = v4 && (d >> 23 & 1) != 0;
    __get_cpuid_count(7, 1, &a, &b, &c, &d);
    bf16 = v4 && (a >> 5 & 1) != 0;
  }
};

/// These kernels alone may be missing, and only where the processor lacks what they are made of.
/// Any other that says it is unsupported would be one that nothing has tested.
bool may_be_missing(const CpuSubject& tested) {
  const NarrowUnits units;
  const std::string name = tested.subject.name();
  if (name == "softmax_onednn_bf16" || name == "gemm_onednn_bf16") return !units.bf16;
  if (name == "softmax_onednn_fp16" || name == "gemm_onednn_fp16") return !units.fp16;
  // AMX is faster than the vectors that it would measure.
  if (name == "ceilings_openmp_bf16_fma") {
    return tested.module == "cpu_v3" || !units.bf16 || units.amx;
  }
  return false;
}

class CpuKernel : public testing::TestWithParam<CpuSubject> {
 protected:
  void SetUp() override {
    if (GetParam().module == "cpu_v4" && module_level() != "v4") GTEST_SKIP() << "no AVX-512 here";
  }

  const BenchmarkSpec& spec() const { return GetParam().subject.spec; }

  std::unique_ptr<Workload> make(const Point& point) {
    Context context{{}, queue_, ranks_, kThreads, {}, kSeed};
    const std::string key = spec().name + '.' + GetParam().subject.variant.name;
    return loader_.open(GetParam().module).factories.at(key)(point, context);
  }

  /// Runs twice: what a kernel leaves behind must not disturb the next repetition.
  void verify(const Point& point, Coverage coverage) {
    const auto workload = make(point);
    Outputs outputs = workload->outputs();
    for (int repetition = 0; repetition < 2; ++repetition) {
      for (auto& output : outputs) output->poison();
      workload->run();
    }
    verifier_.check(spec().verify, spec().name, point, outputs, coverage);
    EXPECT_NE(workload->observe().implementation, "");
  }

  /// Skips the test where this processor may lack such a kernel, and does.
  void expect_right(const Point& point, Coverage coverage) {
    try {
      verify(point, coverage);
    } catch (const Unsupported& reason) {
      if (may_be_missing(GetParam())) GTEST_SKIP() << reason.what();
      ADD_FAILURE() << reason.what();
    } catch (const WrongResult& mismatch) {
      ADD_FAILURE() << mismatch.what();
    }
  }

  Queue queue_;
  Ranks ranks_;
  Loader loader_;
  Verifier verifier_{kSeed};
};

TEST_P(CpuKernel, IsRightAtEveryCheckPoint) {
  for (const auto& [params, coverage] : GetParam().subject.points()) {
    const Case c = case_at(GetParam().subject, params);
    SCOPED_TRACE(c.point_name());
    expect_right(c.point(kSeed), coverage);
  }
}

using CpuSoftmax = CpuKernel;

TEST_P(CpuSoftmax, DoesNotOverflow) {
  for (const auto& [params, coverage] : GetParam().subject.points()) {
    const Case c = case_at(GetParam().subject, params);
    SCOPED_TRACE(c.point_name());
    Point point = c.point(kSeed);
    overflow_exp(point);
    expect_right(point, coverage);
  }
}

const auto name_of = [](const auto& info) { return info.param.name(); };
INSTANTIATE_TEST_SUITE_P(Catalog, CpuKernel, testing::ValuesIn(cpu_subjects()), name_of);
INSTANTIATE_TEST_SUITE_P(Catalog, CpuSoftmax, testing::ValuesIn(cpu_subjects("softmax")), name_of);

}  // namespace
}  // namespace warpmark
