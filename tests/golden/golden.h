#pragma once

#include "models/data/dataset.h"
#include "models/graph.h"
#include "models/state.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

// What PyTorch computes from the same parameters and images: README.md beside this file.
namespace warpmark::nn::golden {

/// Of this folder: copied to golden/ beside the folder that the test program lies in.
std::filesystem::path file(const std::string& name);

/// The file <name>.json: "mnist_cnn", "resnet18", "resnet18_cifar", "resnet50".
nlohmann::json values(const std::string& name);

/// The tensors of <name>.safetensors: "mnist_cnn_start", "mnist_cnn_gradients", "mnist_cnn_after".
State tensors(const std::string& name);

/// Parameters and running statistics of a golden network. With u(i) uniform on [−1, 1), element i
/// of Input{<name>, fp32, …, seed 1} (harness/input.h), and everything rounded to fp32:
///   …running_var, batch norm's weight    1 + u/4
///   …bias, …running_mean                 u/10
///   a convolution's weight               u·√(6/fan_in), fan_in = C·R·S
///   a fully connected layer's weight     u·√(1/fan_in)
State start(const Graph& graph);

/// Images (C, H, W) with ten classes. With `labels`, `noise` and `pattern` the integer inputs of
/// these names and seed 1, 0 … 9 the first, 0 … 255 the others:
///   label(n) = labels(n)
///   byte(n, c, y, x) = ⌊(3·pattern(label(n), c, y/4, x/4) + noise(n, c, y, x)) / 4⌋
ImageSet images(Index count, const Shape& image);

/// A tensor's Euclidean norm, and its dot product with Input{"projection:<name>", fp32, …, seed 1}:
/// what the files keep of each large tensor.
struct Digest {
  double norm = 0, projection = 0;
};
Digest digest(const std::string& name, const Tensor& tensor);
Digest digest(const nlohmann::json& value);

/// Of ResNet-18's parameters: the norm of what PyTorch's first gradient in fp32 is off its own in
/// fp64, the largest of its versions, layouts and thread counts.
std::map<std::string, double> fp32_gradient_error();

/// A fifth beyond the lowest and highest loss of each step that these showed in fp32, at "batch" of
/// resnet18_fp32.json.
struct Band {
  std::vector<double> low, high;
};
Band fp32_losses();

}  // namespace warpmark::nn::golden
