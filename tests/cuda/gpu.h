#pragma once

#include <gtest/gtest.h>

namespace warpmark {

/// Is there a GPU to test on? The emulated one always is there.
bool gpu_present();

/// Skips the test where there is none. `Base` is the fixture that a GPU test would have elsewhere.
template <class Base = testing::Test>
class OnGpu : public Base {
 protected:
  void SetUp() override {
    if (!gpu_present()) GTEST_SKIP() << "no GPU here";
  }
};

}  // namespace warpmark
