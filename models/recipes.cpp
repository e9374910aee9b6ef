#include "models/recipes.h"

#include "models/data/load.h"
#include "models/data/synthetic.h"
#include "models/gradient.h"
#include "models/zoo/zoo.h"

#include <utility>

namespace warpmark::nn {
namespace {

using Zoo = Graph (*)(Builder::Mode, Shape, Index);

Network network(Zoo zoo, const Shape& image, Index classes) {
  return [=](Builder::Mode mode) { return zoo(mode, image, classes); };
}

std::function<DataSet(const std::filesystem::path&, int)> files_of(std::string set) {
  return [set = std::move(set)](const std::filesystem::path& folder, int threads) {
    return load(set, folder, threads);
  };
}

/// Y. LeCun's data; network, rate and momentum of PyTorch's C++ example of MNIST, without dropout.
Recipe mnist() {
  return {.name = "mnist",
          .summary = "a small convolutional network on MNIST",
          .network = mnist_cnn,
          .learning_rate = 0.01,
          .momentum = 0.5,
          .data = "mnist",
          .train_images = 60'000,
          .test_images = 10'000,
          .load = files_of("mnist"),
          .augmentation = false,
          .fused = true,
          .gradient_roundings = 120};
}

Recipe cifar10(std::string name, std::string summary, Zoo zoo) {
  return {.name = std::move(name),
          .summary = std::move(summary),
          .network = network(zoo, {3, 32, 32}, 10),
          .data = "cifar10",
          .train_images = 50'000,
          .test_images = 10'000,
          .load = files_of("cifar10")};
}

/// Images of ImageNet's size, drawn; only steps are timed, so that as many as the largest batch are
/// enough.
Recipe imagenet() {
  constexpr Index kTrain = 1024, kTest = 1024;
  return {.name = "resnet50",
          .summary = "ResNet-50 on drawn images of 224 x 224",
          .network = network(resnet50, {3, 224, 224}, 1000),
          .data = "imagenet",
          .train_images = kTrain,
          .test_images = kTest,
          .load = [](const std::filesystem::path&,
                     int threads) { return synthetic_imagenet(kTrain, kTest, threads); },
          .train_batches = {64, 128, 256},
          .epochs = false,
          .augmentation = false,
          .verified_images = 2};
}

}  // namespace

bool has_unused_taps(const Recipe& recipe) {
  const Graph graph = recipe.network(Builder::Mode::training);
  return crop_filters(graph) != graph;
}

Recipe with_cropped_filters(Recipe recipe) {
  recipe.network = [whole = std::move(recipe.network)](Builder::Mode mode) {
    return crop_filters(whole(mode));
  };
  return recipe;
}

bool has_cropped_filters(const Params& point) {
  return point.has("filters") && point.word("filters") == "cropped";
}

Recipe recipe_at(const Recipe& recipe, const Params& point) {
  return has_cropped_filters(point) ? with_cropped_filters(recipe) : recipe;
}

std::string benchmark_name(const Recipe& recipe, Pass pass) {
  return (pass == Pass::training ? "train_" : "infer_") + recipe.name;
}

std::vector<Recipe> recipes() {
  return {mnist(), cifar10("cifar10_resnet18", "ResNet-18 on CIFAR-10", resnet18),
          cifar10("cifar10_resnet18_cifar", "ResNet-18 with a stem for small images on CIFAR-10",
                  resnet18_cifar),
          imagenet()};
}

}  // namespace warpmark::nn
