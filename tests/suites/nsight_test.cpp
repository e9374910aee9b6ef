#include "suites/nsight.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

struct NsightTest : testing::Test {
  BenchmarkSpec spec;
  Options options;
  Case one;

  NsightTest() {
    spec.name = "gemm";
    spec.variants.resize(1);
    spec.variants[0].name = "cublas";
    options.line.argv = {"/opt/my tools/warpmark", "list"};
    one = {&spec,
           &spec.variants[0],
           Params({{"dtype", "fp32"}, {"m", std::int64_t{64}}}),
           Timing::cold,
           {DeviceKind::gpu, -1}};
  }
};

TEST(ShellQuoted, OnlyWhereTheShellWouldRead) {
  EXPECT_EQ(shell_quoted("--axis=n=2^10"), "'--axis=n=2^10'");
  EXPECT_EQ(shell_quoted("warpmark@a.b=1/measure"), "warpmark@a.b=1/measure");
  EXPECT_EQ(shell_quoted("it's $HOME"), "'it'\\''s $HOME'");
  EXPECT_EQ(shell_quoted(""), "''");
}

TEST_F(NsightTest, AGpuCaseHasALineForEachTool) {
  options.line.words = {{"suite", {"kernels"}},
                        {"--axis", {"m=2^6"}},
                        {"--nsight", {"true"}},
                        {"--filter", {"gemm"}},
                        {"--device", {"all"}}};
  const std::string run =
      " '/opt/my tools/warpmark' run '--axis=m=2^6' --device=0 "
      "'--filter=^gemm\\.cublas\\.dtype=fp32\\.m=64\\.timing=cold$' --profile kernels\n";
  EXPECT_EQ(nsight_lines({one}, options),
            "# gemm.cublas.dtype=fp32.m=64.timing=cold\n"
            "nsys profile --output=gemm.cublas.dtype=fp32.m=64.timing=cold --trace=cuda,nvtx "
            "--capture-range=cudaProfilerApi --capture-range-end=stop" +
                run +
                "ncu --export gemm.cublas.dtype=fp32.m=64.timing=cold --nvtx --nvtx-include "
                "warpmark@gemm.cublas.dtype=fp32.m=64.timing=cold/measure/repetition" +
                run);
}

TEST_F(NsightTest, ACpuCaseHasNoKernelsToLookAt) {
  one.device = {DeviceKind::cpu, 0};
  EXPECT_EQ(nsight_lines({one}, options),
            "# gemm.cublas.dtype=fp32.m=64.timing=cold\n"
            "nsys profile --output=gemm.cublas.dtype=fp32.m=64.timing=cold --trace=nvtx,osrt "
            "'/opt/my tools/warpmark' run --device=cpu "
            "'--filter=^gemm\\.cublas\\.dtype=fp32\\.m=64\\.timing=cold$' --profile\n");
}

TEST_F(NsightTest, TheGpuIsTheOneChosen) {
  options.devices = {.cpu = false, .every_gpu = false, .gpus = {2}};
  EXPECT_NE(nsight_lines({one}, options).find(" --device=2 "), std::string::npos);
  options.devices = {.cpu = true, .every_gpu = true, .gpus = {}};
  EXPECT_NE(nsight_lines({one}, options).find(" --device=gpu "), std::string::npos);
  EXPECT_EQ(nsight_lines({one, one}, options).find("\n\n# gemm"),
            nsight_lines({one}, options).size() - 1);
}

}  // namespace
}  // namespace warpmark
