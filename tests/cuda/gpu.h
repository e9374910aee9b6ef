#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace warpmark {

/// Is there a GPU to test on? The emulated one always is there.
bool gpu_present();

/// Skips the test for want of a GPU or of what belongs to it; fails it where $WARPMARK_GPU is
/// `required`, as where tests run for the sake of the GPU.
inline void do_without(const std::string& missing) {
  const char* gpu = std::getenv("WARPMARK_GPU");
  if (gpu != nullptr && std::string(gpu) == "required") FAIL() << missing;
  GTEST_SKIP() << missing;
}

/// Does without the test where there is none. `Base` is the fixture that a GPU test would have
/// elsewhere.
template <class Base = testing::Test>
class OnGpu : public Base {
 protected:
  void SetUp() override {
    if (!gpu_present()) do_without("no GPU here");
  }
};

}  // namespace warpmark
