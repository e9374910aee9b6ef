// Every graph that the networks give cuDNN has an engine on an H200, in every precision and batch:
// planned without a GPU, for a device described by a file.

#include "models/backends/cuda/compile_cuda.h"
#include "models/backends/cuda/lower.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"
#include "tests/models/small_networks.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace warpmark::nn {
namespace {

struct Network {
  std::string name;
  Graph (*build)(Builder::Mode mode, Shape image, Index classes);
  ImageSet images;             // its extents alone
  std::vector<Index> batches;  // each with what is left of the set behind the last
};

Graph mnist(Builder::Mode mode, Shape, Index) { return mnist_cnn(mode); }

Graph cropped_resnet18(Builder::Mode mode, Shape image, Index classes) {
  return crop_filters(resnet18(mode, std::move(image), classes));
}

const std::vector<Network> kNetworks{
    {"mnist_cnn", mnist, {60000, 1, 28, 28, 10, {}, {}}, {64, 1024}},
    {"resnet18", resnet18, {50000, 3, 32, 32, 10, {}, {}}, {64, 1024}},
    {"cropped_resnet18", cropped_resnet18, {50000, 3, 32, 32, 10, {}, {}}, {64, 1024}},
    {"resnet18_cifar", resnet18_cifar, {50000, 3, 32, 32, 10, {}, {}}, {64, 1024}},
    {"resnet50", resnet50, {5000, 3, 224, 224, 1000, {}, {}}, {64, 256}}};

struct Subject {
  const Network* network;
  DType dtype;
  bool deterministic;
};

std::string device_properties() {
  std::ifstream file(DEVICE_PROPERTIES);
  return {std::istreambuf_iterator<char>(file), {}};
}

class CudnnPlan : public testing::TestWithParam<Subject> {
 protected:
  void plan(const Graph& graph, const ImageSet& images, Index batch, Index rows,
            const Tuning& tuning = {}) {
    const auto& [network, dtype, deterministic] = GetParam();
    const Lowered lowered = lower(graph, images, {.dtype = dtype, .batch = batch}, rows, tuning);
    for (const Kernel& kernel : lowered.kernels) {
      const auto* cudnn = std::get_if<CudnnGraph>(&kernel.what);
      if (!cudnn || !planned_.insert(cudnn->key()).second) continue;
      EXPECT_NO_THROW(CudnnEngines(*cudnn, cudnn_rules(dtype, deterministic), properties_))
          << "batch " << rows;
    }
  }

  const std::string properties_ = device_properties();
  std::set<std::string> planned_;
};

TEST_P(CudnnPlan, HasAnEngineForEveryGraph) {
  const Network& network = *GetParam().network;
  const Shape image{network.images.channels, network.images.height, network.images.width};
  const auto build = [&](Builder::Mode mode) {
    return network.build(mode, image, network.images.classes);
  };
  const Graph training = differentiate(build(Builder::Mode::training), {.momentum = 0.9});
  const Graph inference = build(Builder::Mode::inference), folded = fold_batch_norm(inference);
  for (Index batch : network.batches) {
    for (Index rows : {batch, network.images.count % batch}) {
      for (const Graph* graph : {&training, &inference, &folded})
        plan(*graph, network.images, batch, rows);
      plan(training, network.images, batch, rows, {.fold_from_bytes = 0});
    }
  }
  if (!GetParam().deterministic) plan(folded, network.images, 1, 1);
  EXPECT_FALSE(planned_.empty());
}

/// What training_cuda_test runs.
class SmallCudnnPlan : public CudnnPlan {};

TEST_P(SmallCudnnPlan, HasAnEngineForEveryGraph) {
  for (const auto& [name, network] : small_networks()) {
    const Tuning tuning{name == "wide" ? 0 : Tuning{}.fold_from_bytes};
    const Graph training = differentiate(network(Builder::Mode::training), {.momentum = 0.9});
    const Graph inference = network(Builder::Mode::inference), folded = fold_batch_norm(inference);
    const Shape image = training.value(training.images).shape;
    const ImageSet images{4, image[0], image[1], image[2], 3, {}, {}};
    for (Index rows : {4, 3, 2, 1}) {
      for (const Graph* graph : {&training, &inference, &folded}) {
        plan(*graph, images, rows, rows, tuning);
      }
    }
  }
}

std::vector<Subject> subjects() {
  std::vector<Subject> subjects;
  for (const Network& network : kNetworks) {
    for (DType dtype : {DType::fp32, DType::tf32, DType::bf16, DType::fp16}) {
      for (bool deterministic : {false, true}) {
        subjects.push_back({&network, dtype, deterministic});
      }
    }
  }
  return subjects;
}

std::string test_name(const testing::TestParamInfo<Subject>& info) {
  return (info.param.network ? info.param.network->name + '_' : "") +
         std::string(name(info.param.dtype)) + (info.param.deterministic ? "_deterministic" : "");
}

INSTANTIATE_TEST_SUITE_P(Networks, CudnnPlan, testing::ValuesIn(subjects()), test_name);
INSTANTIATE_TEST_SUITE_P(DTypes, SmallCudnnPlan,
                         testing::Values(Subject{nullptr, DType::fp32, true},
                                         Subject{nullptr, DType::tf32, true},
                                         Subject{nullptr, DType::bf16, true},
                                         Subject{nullptr, DType::fp16, true}),
                         test_name);

}  // namespace
}  // namespace warpmark::nn
