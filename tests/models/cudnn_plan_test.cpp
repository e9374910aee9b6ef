// Every graph that the networks give cuDNN has an engine on an H200, in every precision and batch:
// planned without a GPU, for a device described by a file.

#include "harness/error.h"
#include "models/backends/cuda/compile_cuda.h"
#include "models/backends/cuda/lower.h"
#include "models/backends/cuda/shared_engines.h"
#include "models/gradient.h"
#include "models/verification.h"
#include "models/zoo/zoo.h"
#include "tests/models/small_networks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace warpmark::nn {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

/// What is planned: another way to compute one of them has a name of its own.
std::vector<Recipe> planned_recipes() {
  std::vector<Recipe> all;
  for (const Recipe& recipe : recipes()) {
    all.push_back(recipe);
    if (!has_unused_taps(recipe)) continue;
    all.push_back(with_cropped_filters(recipe));
    all.back().name += "_cropped";
  }
  return all;
}

std::string device_properties() {
  std::ifstream file(DEVICE_PROPERTIES);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// What cuDNN says where no engine takes a graph; empty: one does.
std::string refusal(const CudnnGraph& graph, DType dtype, bool deterministic) {
  static const std::string properties = device_properties();
  try {
    CudnnEngines(graph, cudnn_rules(dtype, deterministic), properties);
    return {};
  } catch (const Unsupported& error) {
    return error.what();
  }
}

/// Plans what a program would plan, each graph once.
class Planner {
 public:
  Planner(DType dtype, bool deterministic) : dtype_(dtype), deterministic_(deterministic) {}

  /// For batches of so many images.
  void plan(const Graph& graph, Index rows, const Tuning& tuning = {}) {
    const Shape& image = graph.value(graph.images).shape;
    const Index classes = warpmark::count(graph.value(graph.logits).shape);
    const ImageSet images{rows, image[0], image[1], image[2], classes, {}, {}};
    const Lowered lowered = lower(graph, images, {.dtype = dtype_, .batch = rows}, rows, tuning);
    for (const Kernel& kernel : lowered.kernels) {
      const auto* cudnn = std::get_if<CudnnGraph>(&kernel.what);
      if (!cudnn || !planned_.insert(cudnn->key()).second) continue;
      EXPECT_EQ(refusal(*cudnn, dtype_, deterministic_), "") << "batch " << rows;
    }
  }

  std::size_t planned() const { return planned_.size(); }

 private:
  const DType dtype_;
  const bool deterministic_;
  std::set<std::string> planned_;  // keys
};

/// Images that a step may have: the batches, and of each set what is left behind the last.
std::set<Index> rows(const std::vector<Index>& batches, const std::vector<Index>& sets) {
  std::set<Index> rows(batches.begin(), batches.end());
  for (Index batch : batches) {
    for (Index set : sets) rows.insert(set % batch);
  }
  rows.erase(0);
  return rows;
}

TEST(CudnnPlanRows, AreBatchesAndWhatIsLeftBehindTheLast) {
  EXPECT_EQ(rows({64, 1024}, {60000, 55000}), (std::set<Index>{24, 32, 64, 608, 728, 1024}));
  EXPECT_EQ(rows({64, 256}, {1024}), (std::set<Index>{64, 256}));
}

struct Subject {
  Recipe recipe;
  DType dtype;
  bool deterministic;
};

std::string text(const Subject& subject) {
  return subject.recipe.name + '_' + std::string(name(subject.dtype)) +
         (subject.deterministic ? "_deterministic" : "");
}

void PrintTo(const Subject& subject, std::ostream* out) { *out << text(subject); }

class CudnnPlan : public testing::TestWithParam<Subject> {};

TEST_P(CudnnPlan, HasAnEngineForEveryGraph) {
  constexpr Index kHeldOut = 5000;  // with --validate
  const Recipe& recipe = GetParam().recipe;
  const Index train = recipe.train_images, test = recipe.test_images;
  Planner planner(GetParam().dtype, GetParam().deterministic);
  const Graph training = graph_of(recipe, Pass::training, Norms::apart);
  const auto trained = recipe.epochs ? std::vector{train, train - kHeldOut} : std::vector{train};
  for (Index n : rows(recipe.train_batches, trained)) {
    planner.plan(training, n);
    planner.plan(training, n, {.fold_from_bytes = 0});
  }
  if (recipe.epochs) {
    const Graph evaluation = graph_of(recipe, Pass::inference, Norms::apart);
    for (Index n : rows(recipe.train_batches, {test, kHeldOut})) planner.plan(evaluation, n);
  }
  const Graph inference = graph_of(recipe, Pass::inference, Norms::folded);
  for (Index n : rows(recipe.infer_batches, {test})) planner.plan(inference, n);
  EXPECT_GT(planner.planned(), 0u);
}

/// What training_cuda_test runs.
class SmallCudnnPlan : public testing::TestWithParam<DType> {};

TEST_P(SmallCudnnPlan, HasAnEngineForEveryGraph) {
  Planner planner(GetParam(), true);
  for (const auto& [name, network] : small_networks()) {
    SCOPED_TRACE(name);
    const Tuning tuning{name == "wide" ? 0 : Tuning{}.fold_from_bytes};
    const Graph training = differentiate(network(Builder::Mode::training), {.momentum = 0.9});
    const Graph inference = network(Builder::Mode::inference), folded = fold_batch_norm(inference);
    for (Index rows : {4, 3, 2, 1}) {
      for (const Graph* graph : {&training, &inference, &folded}) {
        planner.plan(*graph, rows, tuning);
      }
    }
  }
}

/// A convolution that takes the sums over its output in passing.
CudnnGraph convolution_statistics(Storage storage) {
  using Kind = CudnnOperation::Kind;
  constexpr Extents kMap{64, 64, 8, 8}, kFilter{64, 64, 3, 3}, kSums{1, 64, 1, 1};
  CudnnGraph graph;
  graph.name = "convolution_statistics";
  const int x = graph.real(0, storage, kMap), weight = graph.real(1, storage, kFilter);
  const int y = graph.real(2, storage, kMap);
  const int sums = graph.real(3, Storage::fp32, kSums),
            squares = graph.real(4, Storage::fp32, kSums);
  graph.operations.push_back({Kind::convolution, {x, weight}, {y}, 1, 1});
  graph.operations.push_back({Kind::statistics, {y}, {sums, squares}});
  return graph;
}

// The tests above can fail: one and the same graph is taken in fp16 and in no other precision.
TEST(CudnnRefusal, NamesWhatNoEngineTakes) {
  EXPECT_EQ(refusal(convolution_statistics(Storage::fp16), DType::fp16, false), "");
  EXPECT_THAT(refusal(convolution_statistics(Storage::bf16), DType::bf16, false),
              AllOf(StartsWith("cuDNN: convolution_statistics "), HasSubstr("bf16:64x64x8x8")));
}

// What is compiled again and again, as a verified, a timed and an evaluated program are.
TEST(SharedEngines, OfEqualGraphsAreMadeOnceWhileSomebodyHasThem) {
  const Graph graph = differentiate(resnet18(Builder::Mode::training, {3, 32, 32}, 10), {0.9});
  const ImageSet images{64, 3, 32, 32, 10, {}, {}};
  const Lowered lowered = lower(graph, images, {.dtype = DType::tf32, .batch = 64}, 64);
  SharedEngines shared;
  std::vector<SharedEngines::Engines> held;
  std::set<std::string> keys;
  std::size_t made = 0;
  const auto compile = [&] {
    for (const Kernel& kernel : lowered.kernels) {
      const auto* cudnn = std::get_if<CudnnGraph>(&kernel.what);
      if (!cudnn) continue;
      keys.insert(cudnn->key());
      held.push_back(shared.get(cudnn->key(), [&] {
        ++made;
        return std::make_shared<CudnnEngines>(*cudnn, CudnnRules{}, device_properties());
      }));
    }
  };
  compile();
  EXPECT_EQ(made, keys.size());
  EXPECT_LT(made, held.size());
  compile();
  EXPECT_EQ(made, keys.size());
  held.clear();
  compile();
  EXPECT_EQ(made, 2 * keys.size());
}

std::vector<Subject> subjects() {
  std::vector<Subject> subjects;
  for (const Recipe& recipe : planned_recipes()) {
    for (const std::string& dtype : recipe.dtypes) {
      for (bool deterministic : {false, true}) {
        subjects.push_back({recipe, parse_dtype(dtype), deterministic});
      }
    }
  }
  return subjects;
}

INSTANTIATE_TEST_SUITE_P(Networks, CudnnPlan, testing::ValuesIn(subjects()),
                         [](const auto& info) { return text(info.param); });
INSTANTIATE_TEST_SUITE_P(DTypes, SmallCudnnPlan,
                         testing::Values(DType::fp32, DType::tf32, DType::bf16, DType::fp16),
                         [](const auto& info) { return std::string(name(info.param)); });

}  // namespace
}  // namespace warpmark::nn
