#include "tests/models/fused_mnist_fixture.h"

#include "harness/philox.h"

#include <algorithm>
#include <cmath>

namespace warpmark::nn {

ImageSet sparse_images(Index count) {
  ImageSet set{.count = count, .channels = 1, .height = 28, .width = 28, .classes = 10};
  for (Index i = 0; i < count * set.image_bytes(); ++i) {
    const auto word = philox(static_cast<std::uint64_t>(i), {1, 2}).word[0];
    set.images.push_back(static_cast<std::uint8_t>(word % 3 == 0 ? word >> 24 : 0));
  }
  for (Index i = 0; i < count; ++i) set.labels.push_back(static_cast<std::uint16_t>(7 * i % 10));
  return set;
}

double largest_error(const Tensor& got, const Tensor& exact) {
  EXPECT_EQ(got.shape, exact.shape);
  double difference = 0, magnitude = 0;
  for (std::size_t i = 0; i < exact.values.size(); ++i) {
    // A NaN is larger than anything.
    const double d = std::abs(got.values[i] - exact.values[i]);
    difference = d <= difference ? difference : d;
    magnitude = std::max(magnitude, std::abs(exact.values[i]));
  }
  return magnitude > 0 ? difference / magnitude : difference;
}

}  // namespace warpmark::nn
