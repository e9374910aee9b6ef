#include "tests/models/cuda_capture.h"

#include "tests/models/phases.h"

#include <gtest/gtest.h>

namespace warpmark::nn {

State train_epoch(Program& program, const State& from, Index steps, Index at_once) {
  program.write(from);
  std::vector<float> rates;
  for (Index step = 0; step < steps; ++step) rates.push_back(0.01f / static_cast<float>(step + 1));
  for (Index step = 0; step < steps; step += at_once) {
    const auto some =
        std::span(rates).subspan(static_cast<std::size_t>(step), static_cast<std::size_t>(at_once));
    program.run({.first = step, .count = at_once, .learning_rate = some});
  }
  return program.read();
}

void expect_same_bits(const State& got, const State& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    EXPECT_EQ(got.at(name).values, tensor.values) << name;
  }
}

void expect_captured_is_eager(const Compile& compile, const Graph& training, const ImageSet& images,
                              const Build& build, const State& state) {
  const Index steps = steps_per_epoch(images.count, build.batch);
  const auto captured = compile(training, images, build);
  const State expected = train_epoch(*captured, state, steps, steps);
  const std::string first = training.value(training.parameters.front().value).name;
  EXPECT_NE(expected.at(first).values, state.at(first).values);
  expect_same_bits(train_epoch(*captured, state, steps, 1), expected);

  Phases phases;
  Build eagerly = build;
  eagerly.annotations = &phases.annotations;
  const auto eager = compile(training, images, eagerly);
  expect_same_bits(train_epoch(*eager, state, steps, steps), expected);
  std::vector<std::string> heard;
  for (Index step = 0; step < steps; ++step) {
    for (const char* phase : {"data", "forward", "backward", "optimizer"}) heard.push_back(phase);
  }
  EXPECT_EQ(phases.heard, heard);
  EXPECT_TRUE(phases.all_closed());
}

}  // namespace warpmark::nn
