#pragma once

#include "harness/index.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

// A network as a small static graph in which every value is written once. Shapes leave out the
// batch N, the first extent of whatever is batched: a graph knows no batch, precision or device.
// Images are (C, H, W), row-major; convolution means cross-correlation, as in every framework.
namespace warpmark::nn {

using ValueId = int;

/// Inputs x (C, H, W), weight (K, C, R, S), optional bias (K); output (K, P, Q).
struct Convolution {
  Index stride = 1, padding = 0;
  bool operator==(const Convolution&) const = default;
};
/// dy, weight; dx.
struct ConvolutionDgrad {
  Index stride = 1, padding = 0;
  bool operator==(const ConvolutionDgrad&) const = default;
};
/// x, dy; dweight, and dbias where there is a bias.
struct ConvolutionWgrad {
  Index stride = 1, padding = 0;
  bool operator==(const ConvolutionWgrad&) const = default;
};

/// x of any shape, its elements in row-major order as features; weight (out, in), bias (out);
/// (out).
struct Linear {
  bool operator==(const Linear&) const = default;
};
/// dy, weight; dx.
struct LinearDgrad {
  bool operator==(const LinearDgrad&) const = default;
};
/// x, dy; dweight, dbias.
struct LinearWgrad {
  bool operator==(const LinearWgrad&) const = default;
};

/// x, gamma, beta, running mean, running variance; y, the batch's mean and 1/√(variance + ε).
/// Variance is biased in y, unbiased in the running variance, which like the running mean moves by
/// `momentum` towards the batch's: as PyTorch does.
struct BatchNorm {
  double epsilon = 1e-5, momentum = 0.1;
  bool operator==(const BatchNorm&) const = default;
};
/// The same inputs; y from the running mean and variance.
struct BatchNormInference {
  double epsilon = 1e-5;
  bool operator==(const BatchNormInference&) const = default;
};
/// x, dy, gamma, mean, 1/√(variance + ε); dx, dgamma, dbeta.
struct BatchNormBackward {
  bool operator==(const BatchNormBackward&) const = default;
};

/// x; max(x, 0).
struct Relu {
  bool operator==(const Relu&) const = default;
};
/// y, dy; dx, which is 0 where y is.
struct ReluBackward {
  bool operator==(const ReluBackward&) const = default;
};

/// a, b; a + b.
struct Add {
  bool operator==(const Add&) const = default;
};

/// x (C, H, W); the largest of each window (C, P, Q). Padding never wins.
struct MaxPool {
  Index window = 2, stride = 2, padding = 0;
  bool operator==(const MaxPool&) const = default;
};
/// x, y, dy; dx: of several largest elements the first in row-major order, as PyTorch takes it.
struct MaxPoolBackward {
  Index window = 2, stride = 2, padding = 0;
  bool operator==(const MaxPoolBackward&) const = default;
};

/// x (C, H, W); (C).
struct GlobalAveragePool {
  bool operator==(const GlobalAveragePool&) const = default;
};
/// dy; dx.
struct GlobalAveragePoolBackward {
  bool operator==(const GlobalAveragePoolBackward&) const = default;
};

/// logits (classes), labels; loss, the batch's mean negative log-likelihood of the softmax, and how
/// many images of the batch have their largest logit (the first of equals) at the label.
struct SoftmaxNll {
  bool operator==(const SoftmaxNll&) const = default;
};
/// logits, labels; dlogits of that mean.
struct SoftmaxNllBackward {
  bool operator==(const SoftmaxNllBackward&) const = default;
};

/// The optimiser, over all parameters p with gradients g and velocities v at once: v ← m·v + g,
/// p ← p − lr·v, as PyTorch's SGD without dampening. Inputs: gradients in the order of
/// Graph::parameters. The learning rate belongs to each step that is run.
struct Sgd {
  double momentum = 0;
  bool operator==(const Sgd&) const = default;
};

using Op = std::variant<Convolution, ConvolutionDgrad, ConvolutionWgrad, Linear, LinearDgrad,
                        LinearWgrad, BatchNorm, BatchNormInference, BatchNormBackward, Relu,
                        ReluBackward, Add, MaxPool, MaxPoolBackward, GlobalAveragePool,
                        GlobalAveragePoolBackward, SoftmaxNll, SoftmaxNllBackward, Sgd>;

struct Value {
  std::string name;  // of a parameter or a running statistic: PyTorch's in a state dict
  Shape shape;       // without the batch
  bool batched = true;
  bool operator==(const Value&) const = default;
};

struct Node {
  Op op;
  std::vector<ValueId> inputs, outputs;  // in the order that the op's comment gives
  bool operator==(const Node&) const = default;
};

/// How a parameter begins.
struct Initial {
  enum class Kind { uniform, normal, constant } kind = Kind::constant;
  double scale = 0;  // uniform on [−scale, scale); standard deviation; the constant
  // Of a part of an array, as a cropped filter is: the array's shape, and where in it the part
  // begins. It has the numbers that the array has there. Empty: it is the whole.
  Shape whole = {}, first = {};
  bool operator==(const Initial&) const = default;
};

/// A value that outlives a step: a parameter, or a running statistic.
struct Persistent {
  ValueId value = -1;
  Initial initial;
  bool operator==(const Persistent&) const = default;
};

/// Nodes stand in an order in which each finds its inputs written.
struct Graph {
  std::vector<Value> values;
  std::vector<Node> nodes;
  std::vector<Persistent> parameters, statistics;  // in forward order
  ValueId images = -1, labels = -1;                // what a step is given
  ValueId logits = -1, loss = -1, correct = -1;    // what it leaves

  bool operator==(const Graph&) const = default;

  const Value& value(ValueId id) const { return values[static_cast<std::size_t>(id)]; }
  /// Appends a value.
  ValueId add(Value value) {
    values.push_back(std::move(value));
    return static_cast<ValueId>(values.size()) - 1;
  }
};

/// Appends nodes to a graph. Parameters get PyTorch's names ("<layer>.weight") and the
/// initialisation of PyTorch's layers. Each function returns the node's first output and throws
/// std::invalid_argument where shapes do not fit.
class Builder {
 public:
  /// Batch norm as it is in training, or with its running statistics.
  enum class Mode { training, inference };
  Builder(Shape image, Mode mode);

  struct Window {
    Index size, stride = 1, padding = 0;
  };
  enum class Bias { with, without };
  /// PyTorch's default, uniform on ±1/√fan_in; or He's normal, √(2/fan_out), as torchvision's
  /// residual networks have it. K. He et al., ICCV 2015 (arXiv:1502.01852).
  enum class Weights { uniform, he_normal };

  ValueId images() const { return graph_.images; }
  const Shape& shape(ValueId value) const { return graph_.value(value).shape; }
  ValueId convolution(ValueId x, const std::string& layer, Index channels, Window window,
                      Bias bias = Bias::with, Weights weights = Weights::uniform);
  ValueId batch_norm(ValueId x, const std::string& layer);
  ValueId relu(ValueId x);
  ValueId add(ValueId a, ValueId b);
  ValueId max_pool(ValueId x, Window window);
  ValueId global_average_pool(ValueId x);
  ValueId linear(ValueId x, const std::string& layer, Index features);

  /// Ends the forward graph: loss and count of correct images.
  Graph finish(ValueId logits);

 private:
  ValueId append(Op op, std::vector<ValueId> inputs, const std::string& name);
  ValueId append(Op op, ValueId x);
  ValueId value(const std::string& name, Shape shape, bool batched);
  ValueId parameter(const std::string& name, Shape shape, Initial initial);
  ValueId statistic(const std::string& name, Shape shape, double begins);

  Graph graph_;
  Mode mode_;
};

/// Floating-point operations (a multiply-add is two) that the mathematics of all nodes needs for
/// `batch` images. Convolutions and fully connected layers alone count, as is usual: taps on
/// padding included.
double flops(const Graph& graph, Index batch);

}  // namespace warpmark::nn
