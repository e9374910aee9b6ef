#include "harness/host_buffer.h"

#include <cstdlib>
#include <new>
#include <sys/mman.h>

namespace warpmark {

HostBuffer::HostBuffer(std::size_t bytes) : bytes_(bytes) {
  constexpr std::size_t kHugePage = std::size_t{2} << 20, kCacheLine = 64;
  const std::size_t alignment = bytes >= kHugePage ? kHugePage : kCacheLine;
  const std::size_t rounded = (bytes + alignment - 1) / alignment * alignment;
  memory_.reset(static_cast<std::byte*>(std::aligned_alloc(alignment, rounded)));
  if (!memory_) throw std::bad_alloc();
  if (alignment == kHugePage) madvise(memory_.get(), rounded, MADV_HUGEPAGE);  // only advice
}

void HostBuffer::Free::operator()(std::byte* memory) const { std::free(memory); }

}  // namespace warpmark
