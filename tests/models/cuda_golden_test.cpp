// On a GPU, the values that PyTorch computes from the same parameters and images.

#include "harness/cuda/queue.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/cuda/gpu.h"
#include "tests/golden/golden.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

namespace warpmark::nn {
namespace {

class CudaGolden : public OnGpu<> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (!IsSkipped()) queue_ = std::make_unique<CudaQueue>(0);
  }
  Build build(Index batch) const {
    return {
        .dtype = DType::fp32, .batch = batch, .order = Order::sequential, .queue = queue_.get()};
  }

  std::unique_ptr<CudaQueue> queue_;
};

// Strict fp32: losses of twenty steps, and the first gradients.
TEST_F(CudaGolden, MnistIsPyTorchs) {
  const auto golden = golden::values("mnist_cnn");
  const Index batch = golden.at("batch"), steps = static_cast<Index>(golden.at("loss").size());
  const ImageSet images = golden::images(batch * steps, golden.at("image"));
  const Graph graph = differentiate(mnist_cnn(Builder::Mode::training), {golden.at("momentum")});
  const auto program = cuda_backend()(graph, images, build(batch));
  program->write(golden::tensors("mnist_cnn_start"));
  const State expected = golden::tensors("mnist_cnn_gradients");
  const float rate = golden.at("learning_rate");
  for (Index step = 0; step < steps; ++step) {
    program->run({.first = step, .count = 1, .learning_rate = {&rate, 1}});
    const double loss = golden.at("loss")[static_cast<std::size_t>(step)];
    EXPECT_NEAR(program->metrics().loss, loss, 1e-5 * loss) << "step " << step;
    for (std::size_t i = 0; step == 0 && i < graph.parameters.size(); ++i) {
      const std::string& name = graph.value(graph.parameters[i].value).name;
      const Tensor& gradient = expected.at(name);
      EXPECT_LE(distance(program->fetch(gradients(graph)[i]), gradient),
                1e-4 * norm(gradient.values))
          << name;
    }
  }
}

// Strict fp32: the first loss, and the first gradients as near as PyTorch's own in fp32.
TEST_F(CudaGolden, ResNet18IsPyTorchs) {
  const auto golden = golden::values("resnet18");
  const Index batch = golden.at("batch");
  const ImageSet images = golden::images(batch, golden.at("image"));
  const Graph graph = differentiate(resnet18(Builder::Mode::training, golden.at("image"), 10),
                                    {golden.at("momentum")});
  const State start = golden::start(graph);
  const auto program = cuda_backend()(graph, images, build(batch));
  program->write(start);
  const float rate = golden.at("learning_rate");
  program->run({.count = 1, .learning_rate = {&rate, 1}});
  const double loss = golden.at("loss")[0];
  EXPECT_NEAR(program->metrics().loss, loss, 1e-5 * loss);
  OneBatch reference(graph, images, start);
  const auto error = golden::fp32_gradient_error();
  for (std::size_t i = 0; i < graph.parameters.size(); ++i) {
    const std::string& name = graph.value(graph.parameters[i].value).name;
    const ValueId gradient = gradients(graph)[i];
    EXPECT_LE(distance(program->fetch(gradient), reference.fetch(gradient)), 3 * error.at(name))
        << name;
  }
}

}  // namespace
}  // namespace warpmark::nn
