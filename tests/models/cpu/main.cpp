// Whatever is linked with a back end may be compiled for its level, inline functions included:
// where the processor lacks that, no test is begun, not even made.

#include "harness/cpu_level.h"

#include <gtest/gtest.h>

#include <cstdio>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (GTEST_FLAG_GET(list_tests) || warpmark::cpu_level() >= WARPMARK_LEVEL) return RUN_ALL_TESTS();
  std::puts("[  SKIPPED ] needs an " WARPMARK_LEVEL " processor");
  return 0;
}
