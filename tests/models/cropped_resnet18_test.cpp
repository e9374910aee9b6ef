// ResNet-18 on 32×32 with cropped filters against the one with whole ones, in double precision.

#include "models/zoo/zoo.h"
#include "tests/models/cropped.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

TEST(CroppedResNet18, TrainsAsTheWholeNetwork) {
  expect_trains_as_the_whole(resnet18(Builder::Mode::training, {3, 32, 32}, 10), 4, 0.01F);
}

}  // namespace
}  // namespace warpmark::nn
