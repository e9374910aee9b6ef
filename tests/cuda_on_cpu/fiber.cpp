#include "tests/cuda_on_cpu/fiber.h"

#include <cstdint>
#include <new>
#include <sys/mman.h>

// AddressSanitizer keeps a shadow of the stack: it must be told when another one is switched to,
// and that the frames of a dropped body are no more.
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else
namespace {
void __sanitizer_start_switch_fiber(void**, const void*, std::size_t) {}
void __sanitizer_finish_switch_fiber(void*, const void**, std::size_t*) {}
void __asan_unpoison_memory_region(const void*, std::size_t) {}
}  // namespace
#endif

namespace warpmark::emulation {

/// Pages are taken from the system when they are first touched; the lowest one is never accessible,
/// so that a stack that grows too deep stops there.
struct Fiber::Stack {
  static constexpr std::size_t kGuard = 4096, kBytes = 256 * 1024;

  Stack()
      : base(static_cast<std::byte*>(mmap(nullptr, kGuard + kBytes, PROT_READ | PROT_WRITE,
                                          MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    if (base == MAP_FAILED) throw std::bad_alloc();
    mprotect(base, kGuard, PROT_NONE);
  }
  ~Stack() {
    __asan_unpoison_memory_region(bottom(), kBytes);
    munmap(base, kGuard + kBytes);
  }
  std::byte* bottom() const { return base + kGuard; }

  std::byte* base;
  void* own_shadow = nullptr;     // AddressSanitizer's, while this stack is not the current one
  void* caller_shadow = nullptr;  // the same of the caller
  const void* caller_bottom = nullptr;
  std::size_t caller_bytes = 0;
};

Fiber::Fiber() : stack_(std::make_unique<Stack>()) {}
Fiber::~Fiber() = default;

void Fiber::start(std::function<void()> body) {
  if (!ended_) __asan_unpoison_memory_region(stack_->bottom(), Stack::kBytes);
  body_ = std::move(body);
  ended_ = false;
  stack_->own_shadow = nullptr;
  getcontext(&here_);
  here_.uc_stack.ss_sp = stack_->bottom();
  here_.uc_stack.ss_size = Stack::kBytes;
  here_.uc_link = nullptr;
  const auto self = reinterpret_cast<std::uintptr_t>(this);  // makecontext passes only ints
  makecontext(&here_, reinterpret_cast<void (*)()>(&Fiber::enter), 2,
              static_cast<unsigned int>(self >> 32), static_cast<unsigned int>(self));
}

void Fiber::enter(unsigned int high, unsigned int low) {
  reinterpret_cast<Fiber*>(static_cast<std::uintptr_t>(high) << 32 | low)->run();
}

void Fiber::run() {
  __sanitizer_finish_switch_fiber(nullptr, &stack_->caller_bottom, &stack_->caller_bytes);
  body_();
  ended_ = true;
  __sanitizer_start_switch_fiber(nullptr, stack_->caller_bottom, stack_->caller_bytes);
  setcontext(&caller_);
}

void Fiber::resume() {
  __sanitizer_start_switch_fiber(&stack_->caller_shadow, stack_->bottom(), Stack::kBytes);
  swapcontext(&caller_, &here_);
  __sanitizer_finish_switch_fiber(stack_->caller_shadow, nullptr, nullptr);
}

void Fiber::yield() {
  __sanitizer_start_switch_fiber(&stack_->own_shadow, stack_->caller_bottom, stack_->caller_bytes);
  swapcontext(&here_, &caller_);
  __sanitizer_finish_switch_fiber(stack_->own_shadow, &stack_->caller_bottom,
                                  &stack_->caller_bytes);
}

}  // namespace warpmark::emulation
