#pragma once

#include "models/image_source.h"
#include "models/recipes.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace warpmark::nn::testing_support {

/// Images of 6 × 6 whose class is the third of them that is bright; the first two pixels say which
/// image it is.
inline ImageSet tiny_images(Index count, Index first = 0) {
  constexpr Index kSide = 6, kClasses = 3;
  ImageSet set{count, 1, kSide, kSide, kClasses, {}, {}};
  for (Index i = first; i < first + count; ++i) {
    const Index label = (i * 7 + i / 5) % kClasses;
    for (Index pixel = 0; pixel < kSide * kSide; ++pixel) {
      const bool bright = pixel / kSide / 2 == label;
      set.images.push_back(
          static_cast<std::uint8_t>((bright ? 150 : 20) + (i * 31 + pixel * 17) % 90));
    }
    set.images[set.images.size() - 36] = static_cast<std::uint8_t>(i % 256);
    set.images[set.images.size() - 35] = static_cast<std::uint8_t>(i / 256);
    set.labels.push_back(static_cast<std::uint16_t>(label));
  }
  return set;
}

/// Which image of tiny_images() stands at a position.
inline Index identity(const ImageSet& set, Index position) {
  const std::uint8_t* image = set.images.data() + position * set.image_bytes();
  return image[0] + 256 * image[1];
}

inline DataSet tiny_data(Index train = 50, Index test = 20) {
  return {"tiny", Origin::synthetic, tiny_images(train), {}, tiny_images(test, 1000)};
}

inline Graph tiny_network(Builder::Mode mode) {
  Builder b({1, 6, 6}, mode);
  ValueId x = b.convolution(b.images(), "conv", 4, {.size = 3}, Builder::Bias::without);
  x = b.relu(b.batch_norm(x, "bn"));
  x = b.max_pool(x, {.size = 2, .stride = 2});
  return b.finish(b.linear(x, "fc", 3));
}

/// On the reference back end alone, which is exact but for what doubles round.
inline Recipe tiny_recipe() {
  Recipe recipe;
  recipe.name = "tiny";
  recipe.summary = "a tiny network";
  recipe.network = tiny_network;
  recipe.learning_rate = 0.1;
  recipe.data = "tiny";
  recipe.load = [](const std::filesystem::path&, int) { return tiny_data(); };
  recipe.train_images = 50;
  recipe.test_images = 20;
  recipe.dtypes = {"fp64"};
  recipe.train_batches = recipe.infer_batches = {8};
  recipe.verified_images = 4;
  return recipe;
}

/// Computes nothing; notes what it is asked for.
class FakeProgram : public Program {
 public:
  struct Run {
    Index epoch, first, count;
    std::vector<float> rates;
  };
  struct Log {
    const ImageSet* images = nullptr;
    Build build;
    std::vector<Run> runs;
    std::vector<State> written;
    std::function<Metrics(const Log&)> metrics = [](const Log&) { return Metrics{1, 100, 50, 0}; };
  };

  FakeProgram(const Graph& graph, Log& log) : state_(initial_state(graph, 1)), log_(log) {}
  void write(const State& state) override {
    log_.written.push_back(state);
    for (const auto& [name, tensor] : state) state_[name] = tensor;
  }
  State read() override { return state_; }
  void run(const Steps& steps) override {
    log_.runs.push_back({steps.epoch,
                         steps.first,
                         steps.count,
                         {steps.learning_rate.begin(), steps.learning_rate.end()}});
  }
  Metrics metrics() override { return log_.metrics(log_); }
  Tensor fetch(ValueId) override { return {}; }
  std::string implementation() const override { return "none"; }

 private:
  State state_;
  Log& log_;
};

/// The programs that were made, in order.
class FakeBackEnd {
 public:
  Compile compile() {
    return [this](const Graph& graph, const ImageSet& images, const Build& build) {
      logs_.push_back(std::make_unique<FakeProgram::Log>());
      logs_.back()->images = &images;
      logs_.back()->build = build;
      return std::make_unique<FakeProgram>(graph, *logs_.back());
    };
  }
  FakeProgram::Log& program(std::size_t i) { return *logs_.at(i); }
  std::size_t programs() const { return logs_.size(); }

 private:
  std::vector<std::unique_ptr<FakeProgram::Log>> logs_;
};

/// What benchmarks of tiny_recipe() work on.
inline ImageSource tiny_source(const std::string& description = "tiny:synthetic") {
  return {Origin::synthetic,
          {},
          [facts = ImageFacts{description, 50, 20}]() -> const ImageFacts& { return facts; },
          [](int) { return std::make_shared<const DataSet>(tiny_data()); }};
}

}  // namespace warpmark::nn::testing_support
