#include "models/backends/cuda/cudnn_graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace warpmark::nn {
namespace {

const char* word(CudnnOperation::Kind kind) {
  using Kind = CudnnOperation::Kind;
  switch (kind) {
    case Kind::convolution: return "convolution";
    case Kind::dgrad: return "dgrad";
    case Kind::wgrad: return "wgrad";
    case Kind::add: return "add";
    case Kind::subtract: return "subtract";
    case Kind::multiply: return "multiply";
    case Kind::relu: return "relu";
    case Kind::relu_backward: return "relu_backward";
    case Kind::greater: return "greater";
    case Kind::statistics: return "statistics";
    case Kind::batch_norm: return "batch_norm";
    case Kind::batch_norm_applied: return "batch_norm_applied";
    case Kind::batch_norm_backward: return "batch_norm_backward";
    case Kind::batch_norm_weights: return "batch_norm_weights";
  }
  return "";
}

std::string describe(const CudnnTensor& tensor) {
  if (tensor.buffer == CudnnTensor::kConstant) return fmt::format("{}", tensor.constant);
  const auto [n, c, h, w] = tensor.extents;
  return fmt::format("{}{}:{}x{}x{}x{}", tensor.buffer == CudnnTensor::kInside ? "inside " : "",
                     name(tensor.storage), n, c, h, w);
}

}  // namespace

int CudnnGraph::real(int buffer, Storage storage, Extents extents) {
  tensors.push_back({buffer, storage, extents});
  return static_cast<int>(tensors.size()) - 1;
}

int CudnnGraph::inside(Extents extents, Storage storage) {
  return real(CudnnTensor::kInside, storage, extents);
}

int CudnnGraph::constant(float value) {
  tensors.push_back({CudnnTensor::kConstant, Storage::fp32, {}, value});
  return static_cast<int>(tensors.size()) - 1;
}

int CudnnGraph::append(CudnnOperation::Kind kind, std::vector<int> inputs, Extents output) {
  const int y = inside(output);
  operations.push_back({kind, std::move(inputs), {y}});
  return y;
}

std::string CudnnGraph::key() const {
  std::string key = name;
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    key += fmt::format(" t{}={}", i, describe(tensors[i]));
  }
  for (const CudnnOperation& operation : operations) {
    key += fmt::format(" {}({};{})", word(operation.kind), fmt::join(operation.inputs, ","),
                       fmt::join(operation.outputs, ","));
    if (operation.stride != 1) key += fmt::format("s{}", operation.stride);
    if (operation.padding != 0) key += fmt::format("p{}", operation.padding);
  }
  return key;
}

}  // namespace warpmark::nn
