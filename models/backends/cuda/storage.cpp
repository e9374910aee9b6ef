#include "models/backends/cuda/storage.h"

#include "harness/error.h"

#include <string>

namespace warpmark::nn {

Storage storage(DType dtype) {
  switch (dtype) {
    case DType::fp32:
    case DType::tf32: return Storage::fp32;
    case DType::bf16: return Storage::bf16;
    case DType::fp16: return Storage::fp16;
    default: throw Unsupported("GPUs train in no " + std::string(warpmark::name(dtype)));
  }
}

const char* name(Storage storage) {
  switch (storage) {
    case Storage::fp32: return "fp32";
    case Storage::bf16: return "bf16";
    case Storage::fp16: return "fp16";
    case Storage::bit: return "bit";
    case Storage::byte: return "byte";
    case Storage::int32: return "int32";
  }
  return "";
}

std::size_t bytes(Storage storage, Index elements) {
  const auto count = static_cast<std::size_t>(elements);
  switch (storage) {
    case Storage::bf16:
    case Storage::fp16: return 2 * count;
    case Storage::bit: return (count + 7) / 8;
    case Storage::byte: return count;
    default: return 4 * count;
  }
}

Index padded_channels(Storage storage, Index channels) {
  const Index multiple = storage == Storage::fp32 ? 4 : 8;
  return (channels + multiple - 1) / multiple * multiple;
}

}  // namespace warpmark::nn
