#include "models/graph.h"
#include "models/ops.h"

#include <cmath>

namespace warpmark::nn {
namespace {

/// PyTorch's default: kaiming_uniform_ with a = √5.
Initial uniform(Index fan_in) {
  return {Initial::Kind::uniform, 1 / std::sqrt(static_cast<double>(fan_in))};
}

Initial he_normal(Index fan_out) {
  return {Initial::Kind::normal, std::sqrt(2 / static_cast<double>(fan_out))};
}

Initial constant(double value) { return {Initial::Kind::constant, value}; }

}  // namespace

Builder::Builder(Shape image, Mode mode) : mode_(mode) {
  graph_.images = value("images", std::move(image), true);
  graph_.labels = value("labels", {1}, true);
}

ValueId Builder::value(const std::string& name, Shape shape, bool batched) {
  return graph_.add({name, std::move(shape), batched});
}

ValueId Builder::parameter(const std::string& name, Shape shape, Initial initial) {
  graph_.parameters.push_back({value(name, std::move(shape), false), initial});
  return graph_.parameters.back().value;
}

ValueId Builder::statistic(const std::string& name, Shape shape, double begins) {
  graph_.statistics.push_back({value(name, std::move(shape), false), constant(begins)});
  return graph_.statistics.back().value;
}

ValueId Builder::append(Op op, std::vector<ValueId> inputs, const std::string& name) {
  Values read;
  for (ValueId id : inputs) read.push_back(graph_.value(id));
  Node node{op, std::move(inputs), {}};
  for (Value& written : row_of(op).outputs(read, name)) {
    node.outputs.push_back(graph_.add(std::move(written)));
  }
  graph_.nodes.push_back(std::move(node));
  return graph_.nodes.back().outputs[0];
}

ValueId Builder::append(Op op, ValueId x) {
  // A space keeps it apart from all names of layers.
  const std::string name = std::string(row_of(op).name) + ' ' + std::to_string(graph_.nodes.size());
  return append(std::move(op), std::vector<ValueId>{x}, name);
}

ValueId Builder::convolution(ValueId x, const std::string& layer, Index channels, Window window,
                             Bias bias, Weights weights) {
  const Shape weight{channels, shape(x)[0], window.size, window.size};
  const Index fan_in = count(weight) / channels, fan_out = count(weight) / weight[1];
  const Initial initial = weights == Weights::uniform ? uniform(fan_in) : he_normal(fan_out);
  std::vector<ValueId> inputs{x, parameter(layer + ".weight", weight, initial)};
  if (bias == Bias::with) {
    inputs.push_back(parameter(layer + ".bias", {channels}, uniform(fan_in)));
  }
  return append(Convolution{window.stride, window.padding}, std::move(inputs), layer);
}

ValueId Builder::batch_norm(ValueId x, const std::string& layer) {
  const Shape channels{shape(x)[0]};
  std::vector<ValueId> inputs{x, parameter(layer + ".weight", channels, constant(1)),
                              parameter(layer + ".bias", channels, constant(0)),
                              statistic(layer + ".running_mean", channels, 0),
                              statistic(layer + ".running_var", channels, 1)};
  const Op op = mode_ == Mode::training ? Op(BatchNorm{}) : Op(BatchNormInference{});
  return append(op, std::move(inputs), layer);
}

ValueId Builder::relu(ValueId x) { return append(Relu{}, x); }

ValueId Builder::add(ValueId a, ValueId b) {
  return append(Add{}, {a, b}, "add " + std::to_string(graph_.nodes.size()));
}

ValueId Builder::max_pool(ValueId x, Window window) {
  return append(MaxPool{window.size, window.stride, window.padding}, x);
}

ValueId Builder::global_average_pool(ValueId x) { return append(GlobalAveragePool{}, x); }

ValueId Builder::linear(ValueId x, const std::string& layer, Index features) {
  const Index fan_in = count(shape(x));
  std::vector<ValueId> inputs{x, parameter(layer + ".weight", {features, fan_in}, uniform(fan_in)),
                              parameter(layer + ".bias", {features}, uniform(fan_in))};
  return append(Linear{}, std::move(inputs), layer);
}

Graph Builder::finish(ValueId logits) {
  graph_.logits = logits;
  graph_.loss = append(SoftmaxNll{}, {logits, graph_.labels}, "loss");
  graph_.correct = graph_.nodes.back().outputs[1];
  return graph_;
}

}  // namespace warpmark::nn
