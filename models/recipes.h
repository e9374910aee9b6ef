#pragma once

#include "harness/params.h"
#include "models/data/dataset.h"
#include "models/trainer.h"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace warpmark::nn {

/// Which of a network's passes is timed: forward, backward and optimiser; or forward alone.
enum class Pass { training, inference };

/// A network, what it is trained on and how: behind the benchmarks train_<name> and infer_<name>.
struct Recipe {
  std::string name;     // "mnist"
  std::string summary;  // "a small convolutional network on MNIST"
  Network network;
  double learning_rate = 0.01, momentum = 0.9;

  std::string data;                         // the name of a data set
  Index train_images = 0, test_images = 0;  // where it is drawn
  /// The data set from its files in a folder, or drawn by so many threads where it has none there.
  std::function<DataSet(const std::filesystem::path&, int threads)> load;

  std::vector<std::string> dtypes = {"fp32", "tf32", "bf16", "fp16"};
  std::vector<Index> train_batches = {64, 1024}, infer_batches = {1, 64, 256, 1024};
  bool epochs = true;        // else only steps are timed
  bool augmentation = true;  // may images be cropped and flipped
  bool fused = false;        // there is a path made for this network alone

  Index verified_images = 16;  // that differ, in the batch that is verified (models/verification.h)
  /// How many roundings of the dtype a layer's gradient may be off by, relative to its norm.
  double gradient_roundings = 100;
};

/// Has the network filters that crop_filters() (models/gradient.h) would crop?
bool has_unused_taps(const Recipe& recipe);

/// With the network cropped.
Recipe with_cropped_filters(Recipe recipe);

/// Does a point of a recipe's benchmarks have `cropped` on the axis `filters`?
bool has_cropped_filters(const Params& point);

/// What is computed at a point: the recipe, or the one with cropped filters.
Recipe recipe_at(const Recipe& recipe, const Params& point);

/// "train_mnist", "infer_mnist".
std::string benchmark_name(const Recipe& recipe, Pass pass);

/// MNIST; CIFAR-10 with ResNet-18 as torchvision has it and with a small stem; ResNet-50 at
/// 224 × 224.
std::vector<Recipe> recipes();

}  // namespace warpmark::nn
