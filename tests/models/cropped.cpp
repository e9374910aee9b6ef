#include "tests/models/cropped.h"

#include "models/gradient.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace warpmark::nn {

Divided divide(const Tensor& whole, const Graph& cropped, const std::string& parameter) {
  const auto found =
      std::find_if(cropped.parameters.begin(), cropped.parameters.end(),
                   [&](const Persistent& p) { return cropped.value(p.value).name == parameter; });
  const Shape &part = cropped.value(found->value).shape, &first = found->initial.first;
  if (first.empty()) return {whole, {}};
  Divided divided{{part, {}}, {}};
  Index tap = 0;
  for (const double value : whole.values) {
    const Index row = tap / whole.shape[3] % whole.shape[2] - first[2];
    const Index column = tap % whole.shape[3] - first[3];
    const bool kept = 0 <= row && row < part[2] && 0 <= column && column < part[3];
    (kept ? divided.part.values : divided.rest).push_back(value);
    ++tap;
  }
  return divided;
}

State cropped_state(const Graph& cropped, State whole) {
  for (const Persistent& p : cropped.parameters) {
    const std::string& name = cropped.value(p.value).name;
    for (const std::string& key : {name, kVelocity + name}) {
      const auto found = whole.find(key);
      if (found != whole.end()) found->second = divide(found->second, cropped, name).part;
    }
  }
  return whole;
}

void expect_trains_as_the_whole(const Graph& forward, Index batch, float learning_rate) {
  constexpr Index kSteps = 5;
  const Graph whole = differentiate(forward, {.momentum = 0.9});
  const Graph cropped = differentiate(crop_filters(forward), {.momentum = 0.9});
  const ImageSet images = random_images(kSteps * batch, forward.value(forward.images).shape,
                                        forward.value(forward.logits).shape[0]);
  const Build build{.dtype = DType::fp64, .batch = batch, .order = Order::sequential};
  const auto expected = compile_reference(whole, images, build);
  const auto program = compile_reference(cropped, images, build);
  const State start = initial_state(whole, 1);
  expected->write(start);
  program->write(initial_state(cropped, 1));
  for (Index step = 0; step < kSteps; ++step) {
    const Steps one{.first = step, .count = 1, .learning_rate = {&learning_rate, 1}};
    expected->run(one);
    program->run(one);
    const double loss = expected->metrics().loss;
    EXPECT_GT(loss, 0);
    EXPECT_NEAR(program->metrics().loss, loss, 1e-12 * loss) << "step " << step;
  }
  const State after = expected->read(), cropped_after = program->read();
  for (const auto& [name, tensor] : cropped_state(cropped, after)) {
    EXPECT_LE(distance(cropped_after.at(name), tensor), 1e-12 * norm(tensor.values)) << name;
  }
  for (const Persistent& p : cropped.parameters) {
    const std::string& name = cropped.value(p.value).name;
    EXPECT_EQ(divide(after.at(name), cropped, name).rest,
              divide(start.at(name), cropped, name).rest)
        << name << ": a tap that meets no pixel has learnt";
  }
}

}  // namespace warpmark::nn
