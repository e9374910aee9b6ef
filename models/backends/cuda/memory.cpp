#include "models/backends/cuda/memory.h"

#include <algorithm>
#include <stdexcept>

namespace warpmark::nn {
namespace {

constexpr Home kHomes[] = {Home::arena,     Home::parameters,       Home::velocities, Home::twins,
                           Home::gradients, Home::vector_gradients, Home::statistics};

DType element_type(Storage storage) {
  switch (storage) {
    case Storage::fp32: return DType::fp32;
    case Storage::bf16: return DType::bf16;
    case Storage::fp16: return DType::fp16;
    default: throw std::logic_error("a " + std::string(name(storage)) + " is no number");
  }
}

std::size_t bytes_of(const Lowered& plan, Home home) {
  std::size_t bytes = 0;
  for (const Buffer& buffer : plan.buffers) {
    if (buffer.home == home) bytes = std::max(bytes, buffer.offset + buffer.bytes());
  }
  return bytes;
}

}  // namespace

Memory::Memory(CudaQueue& queue, const std::vector<const Lowered*>& plans, std::size_t arena_bytes)
    : queue_(queue) {
  for (Home home : kHomes) {
    std::size_t bytes = home == Home::arena ? arena_bytes : 0;
    for (const Lowered* plan : plans) {
      if (home != Home::arena) bytes = std::max(bytes, bytes_of(*plan, home));
    }
    if (bytes > 0) homes_.emplace(home, DeviceBuffer(queue, bytes));
  }
}

std::map<Home, std::byte*> Memory::begin() const {
  std::map<Home, std::byte*> begin;
  for (Home home : kHomes) begin[home] = nullptr;
  for (const auto& [home, memory] : homes_) begin[home] = memory.data();
  return begin;
}

void Memory::clear() {
  for (const auto& [home, memory] : homes_) {
    if (home != Home::arena) set_bytes(queue_, memory.data(), 0, memory.bytes());
  }
}

std::vector<double> Memory::download(const Buffer& buffer, const std::byte* address) {
  std::vector<std::byte> stored(buffer.bytes());
  copy_to_host(queue_, stored.data(), address, stored.size());
  queue_.wait();
  std::vector<double> values(static_cast<std::size_t>(buffer.logical.count()));
  for (Index i = 0; i < buffer.logical.count(); ++i) {
    values[static_cast<std::size_t>(i)] =
        load(element_type(buffer.storage), stored.data(), buffer.position(i));
  }
  return values;
}

void Memory::upload(const Buffer& buffer, std::byte* address, const std::vector<double>& values) {
  std::vector<std::byte> stored(buffer.bytes());
  for (Index i = 0; i < buffer.logical.count(); ++i) {
    store(element_type(buffer.storage), stored.data(), buffer.position(i),
          values[static_cast<std::size_t>(i)]);
  }
  copy_to_device(queue_, address, stored.data(), stored.size());
  queue_.wait();
}

}  // namespace warpmark::nn
