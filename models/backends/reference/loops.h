#pragma once

#include "models/graph.h"

#include <functional>
#include <vector>

namespace warpmark::nn::reference {

/// A value while a batch is computed: `images` times `shape`, row-major. What has no batch is one
/// image.
struct Array {
  Shape shape;
  Index images = 1;
  std::vector<double> data;

  Index size() const { return warpmark::count(shape); }  // of an image
  double* image(Index n) { return data.data() + n * size(); }
  double& operator[](Index i) { return data[static_cast<std::size_t>(i)]; }
};

/// What an optimiser moves, in the order of Graph::parameters.
struct Optimised {
  std::vector<Array*> parameters;
  std::vector<Array> velocities;
  double learning_rate = 0;  // of this step
};

/// What a node works on, in the order of its op's comment.
struct Operands {
  std::vector<Array*> in, out;
  Optimised* optimised = nullptr;
  int threads = 1;
};

/// Calls body(i) for 0 … n, on several threads: for work that shares nothing.
void each(Index n, int threads, const std::function<void(Index)>& body);

void run(const Convolution& op, const Operands& x);
void run(const ConvolutionDgrad& op, const Operands& x);
void run(const ConvolutionWgrad& op, const Operands& x);
void run(const Linear& op, const Operands& x);
void run(const LinearDgrad& op, const Operands& x);
void run(const LinearWgrad& op, const Operands& x);
void run(const BatchNorm& op, const Operands& x);
void run(const BatchNormInference& op, const Operands& x);
void run(const BatchNormBackward& op, const Operands& x);
void run(const Relu& op, const Operands& x);
void run(const ReluBackward& op, const Operands& x);
void run(const Add& op, const Operands& x);
void run(const MaxPool& op, const Operands& x);
void run(const MaxPoolBackward& op, const Operands& x);
void run(const GlobalAveragePool& op, const Operands& x);
void run(const GlobalAveragePoolBackward& op, const Operands& x);
void run(const SoftmaxNll& op, const Operands& x);
void run(const SoftmaxNllBackward& op, const Operands& x);
void run(const Sgd& op, const Operands& x);

}  // namespace warpmark::nn::reference
