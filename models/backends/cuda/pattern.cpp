#include "models/backends/cuda/pattern.h"

namespace warpmark::nn {

int Pattern::real(int buffer) {
  const Buffer& what = lowering_.at(buffer);
  return graph_.real(buffer, what.storage, what.stored);
}

int Pattern::in(int buffer) {
  const auto known = inputs_.find(buffer);
  if (known != inputs_.end()) return known->second;
  reads_.push_back(buffer);
  return inputs_[buffer] = real(buffer);
}

int Pattern::out(int buffer) {
  writes_.push_back(buffer);
  return real(buffer);
}

int Pattern::inside(Kind kind, std::vector<int> inputs, int like) {
  const int y = graph_.inside(extents(like));
  append(kind, std::move(inputs), {y});
  return y;
}

void Pattern::append(Kind kind, std::vector<int> inputs, std::vector<int> outputs) {
  graph_.operations.push_back({kind, std::move(inputs), std::move(outputs)});
}

void Pattern::convolution(Kind kind, int a, int b, int output, Index stride, Index padding) {
  graph_.operations.push_back({kind, {a, b}, {output}, stride, padding});
}

void Pattern::emit(int node) {
  std::string name = graph_.name;
  lowering_.emit(node, {std::move(name), std::move(graph_), std::move(reads_), std::move(writes_)});
}

}  // namespace warpmark::nn
