#include "tests/models/data/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> largest{0};

}  // namespace

namespace warpmark::nn {

std::size_t largest_allocation() { return largest.exchange(0); }

}  // namespace warpmark::nn

// Both, since one delete frees what either gave.
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  std::size_t before = largest;
  while (bytes > before && !largest.compare_exchange_weak(before, bytes)) {
  }
  return std::malloc(bytes);
}

void* operator new(std::size_t bytes) {
  if (void* memory = operator new(bytes, std::nothrow)) return memory;
  throw std::bad_alloc();
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
