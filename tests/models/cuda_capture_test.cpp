// On a GPU, captured graphs of whole networks leave the bits that eager execution does. What is
// captured on the emulated GPU is enqueued all the same, so that it could not tell.

#include "tests/models/cuda_capture.h"

#include "harness/cuda/queue.h"
#include "models/verification.h"
#include "tests/cuda/gpu.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/problem.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace warpmark::nn {
namespace {

/// Of a recipe: batches that cudnn_plan_test plans, and how many images are left behind the last.
struct Subject {
  std::string recipe;
  Index batch, rest;
  DType dtype;
};

void PrintTo(const Subject& subject, std::ostream* out) {
  *out << subject.recipe << ' ' << name(subject.dtype);
}

using CudaCapture = OnGpu<testing::TestWithParam<Subject>>;

TEST_P(CudaCapture, IsEager) {
  const auto& [wanted, batch, rest, dtype] = GetParam();
  const auto all = recipes();
  const auto recipe = std::find_if(
      all.begin(), all.end(), [&, &wanted = wanted](const Recipe& r) { return r.name == wanted; });
  ASSERT_NE(recipe, all.end());
  const Graph graph = graph_of(*recipe, Pass::training, Norms::apart);
  // Two steps in one graph, one of its own, and one of a smaller batch.
  const ImageSet images = random_images(3 * batch + rest, graph.value(graph.images).shape, 10);
  CudaQueue queue(0);
  expect_captured_is_eager(cuda_backend({.fold_from_bytes = 0, .steps_of_graph = 2}), graph, images,
                           {.dtype = dtype,
                            .batch = batch,
                            .seed = 7,
                            .deterministic = true,
                            .heuristics = true,
                            .queue = &queue},
                           initial_state(graph, 3));
}

std::vector<Subject> subjects() {
  std::vector<Subject> subjects;
  for (DType dtype : {DType::fp32, DType::tf32, DType::bf16, DType::fp16}) {
    subjects.push_back({"mnist", 64, 32, dtype});
  }
  for (DType dtype : {DType::fp32, DType::fp16}) {
    subjects.push_back({"cifar10_resnet18", 16, 8, dtype});
  }
  return subjects;
}

INSTANTIATE_TEST_SUITE_P(Networks, CudaCapture, testing::ValuesIn(subjects()),
                         [](const auto& info) {
                           return info.param.recipe + '_' + std::string(name(info.param.dtype));
                         });

}  // namespace
}  // namespace warpmark::nn
