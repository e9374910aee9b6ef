#include "tests/models/cuda_golden.h"

#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/golden/golden.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

void expect_first_gradients(const Graph& graph, Program& program) {
  const State expected = golden::tensors("mnist_cnn_gradients");
  for (std::size_t i = 0; i < graph.parameters.size(); ++i) {
    const std::string& name = graph.value(graph.parameters[i].value).name;
    const Tensor& gradient = expected.at(name);
    EXPECT_LE(distance(program.fetch(gradients(graph)[i]), gradient), 1e-4 * norm(gradient.values))
        << name;
  }
}

}  // namespace

void expect_pytorchs_mnist(const Compile& compile, CudaQueue& queue, Index steps) {
  const auto golden = golden::values("mnist_cnn");
  const Index batch = golden.at("batch");
  const ImageSet images = golden::images(batch * steps, golden.at("image"));
  const Graph graph = differentiate(mnist_cnn(Builder::Mode::training), {golden.at("momentum")});
  const auto program = compile(graph, images,
                               {.dtype = DType::fp32,
                                .batch = batch,
                                .order = Order::sequential,
                                .deterministic = true,
                                .heuristics = true,
                                .queue = &queue});
  program->write(golden::tensors("mnist_cnn_start"));
  const float rate = golden.at("learning_rate");
  for (Index step = 0; step < steps; ++step) {
    program->run({.first = step, .count = 1, .learning_rate = {&rate, 1}});
    const double loss = golden.at("loss").at(static_cast<std::size_t>(step));
    EXPECT_NEAR(program->metrics().loss, loss, 1e-5 * loss) << "step " << step;
    if (step == 0) expect_first_gradients(graph, *program);
  }
}

}  // namespace warpmark::nn
