#include "harness/cpu_level.h"

#include "harness/error.h"

namespace warpmark {

// The feature sets of the x86-64 psABI's micro-architecture levels, as far as compilers use them.
std::string cpu_level() {
  __builtin_cpu_init();
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  return v4 ? "x86-64-v4" : v3 ? "x86-64-v3" : "x86-64";
}

std::string module_level() {
  const std::string level = cpu_level();
  if (level == "x86-64") throw Unsupported("needs an x86-64-v3 processor (AVX2, FMA)");
  return level.substr(level.rfind('-') + 1);
}

}  // namespace warpmark
