#include "tests/cuda_on_cpu/vendor.h"

#include "harness/dtype.h"
#include "tests/cuda_on_cpu/cudnn_loops.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::emulation {
namespace {

using nn::Storage;

DType element_type(Storage storage) {
  switch (storage) {
    case Storage::fp32: return DType::fp32;
    case Storage::bf16: return DType::bf16;
    case Storage::fp16: return DType::fp16;
    default: throw std::logic_error("no numbers are stored like this");
  }
}

double read(Storage storage, const std::byte* from, Index i) {
  if (storage != Storage::bit) return load(element_type(storage), from, i);
  return static_cast<double>(std::to_integer<int>(from[i / 8]) >> (i % 8) & 1);
}

void write(Storage storage, std::byte* to, Index i, double value) {
  if (storage != Storage::bit) return store(element_type(storage), to, i, value);
  const auto bit = std::byte{1} << (i % 8);
  to[i / 8] = value != 0 ? to[i / 8] | bit : to[i / 8] & ~bit;
}

double rounded(Storage storage, double value) {
  return storage == Storage::bit ? value : round_to(element_type(storage), value);
}

/// A tensor's values: from memory, from the graph, or none yet.
Numbers begin(const nn::CudnnTensor& tensor, const nn::Addresses& at) {
  Numbers numbers{tensor.extents,
                  std::vector<double>(static_cast<std::size_t>(tensor.extents.count()))};
  for (Index i = 0; i < tensor.extents.count(); ++i) {
    double& value = numbers.values[static_cast<std::size_t>(i)];
    if (tensor.buffer >= 0) value = read(tensor.storage, at[tensor.buffer], i);
    if (tensor.buffer == nn::CudnnTensor::kConstant) value = tensor.constant;
  }
  return numbers;
}

void execute(const nn::CudnnGraph& graph, const nn::Addresses& at) {
  std::vector<Numbers> tensors;
  for (const auto& tensor : graph.tensors) tensors.push_back(begin(tensor, at));
  for (const auto& operation : graph.operations) {
    for (int output : operation.outputs) {
      auto& values = tensors[static_cast<std::size_t>(output)].values;
      std::fill(values.begin(), values.end(), 0);
    }
    run(operation, tensors);
    for (int output : operation.outputs) {
      const auto o = static_cast<std::size_t>(output);
      for (double& value : tensors[o].values) value = rounded(graph.tensors[o].storage, value);
    }
  }
  for (const auto& operation : graph.operations) {
    for (int output : operation.outputs) {
      const auto o = static_cast<std::size_t>(output);
      const auto& tensor = graph.tensors[o];
      for (Index i = 0; tensor.buffer >= 0 && i < tensor.extents.count(); ++i) {
        write(tensor.storage, at[tensor.buffer], i, tensors[o].values[static_cast<std::size_t>(i)]);
      }
    }
  }
}

void execute(const nn::Product& p, const nn::Addresses& at) {
  const auto element = [&](int buffer, Index row, Index column, Index rows, Index columns,
                           bool transpose) {
    return read(p.storage, at[buffer], transpose ? column * rows + row : row * columns + column);
  };
  for (Index m = 0; m < p.m; ++m) {
    for (Index n = 0; n < p.n; ++n) {
      double sum = p.bias < 0 ? 0 : read(p.storage, at[p.bias], n);
      for (Index k = 0; k < p.k; ++k) {
        sum += element(p.a, m, k, p.m, p.k, p.transpose_a) *
               element(p.b, k, n, p.k, p.n, p.transpose_b);
      }
      write(p.storage, at[p.d], m * p.n + n, p.relu ? std::max(sum, 0.0) : sum);
    }
  }
}

}  // namespace

nn::VendorKernel LoopVendor::plan(const nn::CudnnGraph& graph, CudaQueue&) {
  // Some workspace, so that its place is planned and used.
  return {"loop", 64, [graph](const nn::Addresses& at, std::byte* workspace) {
            std::fill_n(workspace, 64, std::byte{0xff});
            execute(graph, at);
          }};
}

nn::VendorKernel LoopVendor::plan(const nn::Product& product, CudaQueue&) {
  return {"loop", 0, [product](const nn::Addresses& at, std::byte*) { execute(product, at); }};
}

}  // namespace warpmark::emulation
