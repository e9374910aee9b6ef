// CUDA's runtime on the fake device: memory, which is the host's.

#include "tests/fake_cuda/stream.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <map>

using warpmark::fake_cuda::Device;

namespace {

Device& device() { return Device::instance(); }

enum class Kind { device, pool, host };
struct Allocation {
  std::size_t bytes = 0;
  Kind kind = Kind::device;
};

std::map<std::byte*, Allocation>& allocations() {
  static std::map<std::byte*, Allocation> all;
  return all;
}

std::size_t used(Kind kind) {
  std::size_t bytes = 0;
  for (const auto& [memory, allocation] : allocations()) {
    if (allocation.kind == kind) bytes += allocation.bytes;
  }
  return bytes;
}

std::size_t free_bytes() {
  return device().model.memory_bytes - used(Kind::device) - used(Kind::pool);
}

cudaError_t allocate(const char* name, void** memory, std::size_t bytes, Kind kind) {
  device().host_log.push_back(name);
  if (const cudaError_t status = warpmark::fake_cuda::call(); status != cudaSuccess) return status;
  if (kind != Kind::host && bytes > free_bytes()) return cudaErrorMemoryAllocation;
  *memory = std::aligned_alloc(256, (bytes + 255) / 256 * 256);
  allocations()[static_cast<std::byte*>(*memory)] = {bytes, kind};
  device().peak_bytes = std::max<std::uint64_t>(device().peak_bytes, used(Kind::pool));
  return cudaSuccess;
}

cudaError_t release(const char* name, void* memory) {
  device().host_log.push_back(name);
  const cudaError_t status = warpmark::fake_cuda::call();
  device().wait();
  allocations().erase(static_cast<std::byte*>(memory));
  std::free(memory);
  return status;
}

bool page_locked(const void* address) {
  auto* byte = static_cast<std::byte*>(const_cast<void*>(address));
  auto next = allocations().upper_bound(byte);
  if (next == allocations().begin()) return false;
  const auto& [begin, allocation] = *--next;
  return allocation.kind == Kind::host && byte < begin + allocation.bytes;
}

/// Moves a byte a nanosecond.
cudaError_t enqueue(cudaStream_t stream, const char* name, std::size_t bytes,
                    const std::function<void()>& act) {
  const auto body = [bytes, act] {
    device().work(static_cast<double>(bytes));
    act();
  };
  return warpmark::fake_cuda::enqueue(stream, {name, body, name}, device().model.launch);
}

}  // namespace

std::span<std::uint32_t> warpmark::fake_cuda::largest_allocation() {
  std::span<std::uint32_t> largest;
  for (const auto& [memory, allocation] : allocations()) {
    const std::size_t words = allocation.bytes / sizeof(std::uint32_t);
    if (allocation.kind != Kind::device || words < largest.size()) continue;
    largest = {reinterpret_cast<std::uint32_t*>(memory), words};
  }
  return largest;
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *free = free_bytes();
  *total = device().model.memory_bytes;
  return warpmark::fake_cuda::call();
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  return allocate("cudaMalloc", memory, bytes, Kind::device);
}
cudaError_t cudaFree(void* memory) { return release("cudaFree", memory); }

cudaError_t cudaMallocAsync(void** memory, std::size_t bytes, cudaStream_t) {
  return allocate("cudaMallocAsync", memory, bytes, Kind::pool);
}
cudaError_t cudaFreeAsync(void* memory, cudaStream_t) { return release("cudaFreeAsync", memory); }

cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned int) {
  return allocate("cudaHostAlloc", memory, bytes, Kind::host);
}
cudaError_t cudaFreeHost(void* memory) { return release("cudaFreeHost", memory); }
cudaError_t cudaHostGetDevicePointer(void** on_device, void* on_host, unsigned int) {
  *on_device = on_host;
  return warpmark::fake_cuda::call();
}

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* pool, int) {
  *pool = nullptr;
  return warpmark::fake_cuda::call();
}
cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t, cudaMemPoolAttr, void* value) {
  *static_cast<std::uint64_t*>(value) = device().peak_bytes;
  return warpmark::fake_cuda::call();
}
cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t, cudaMemPoolAttr, void*) {
  device().peak_bytes = used(Kind::pool);
  return warpmark::fake_cuda::call();
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  const auto copy = [=] { std::memcpy(to, from, bytes); };
  if (kind == cudaMemcpyDeviceToDevice) return enqueue(stream, "copy", bytes, copy);
  if (page_locked(kind == cudaMemcpyHostToDevice ? from : to)) {
    return enqueue(stream, kind == cudaMemcpyHostToDevice ? "upload" : "download", bytes, copy);
  }
  const cudaError_t status = enqueue(stream, "pageable copy", bytes, copy);
  device().wait();
  return status;
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream) {
  return enqueue(stream, "set", bytes, [=] { std::memset(to, value, bytes); });
}
