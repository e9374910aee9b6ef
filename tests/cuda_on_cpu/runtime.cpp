// The runtime of the emulated GPU: its memory is the host's, and what is enqueued is done at once.

#include "tests/cuda_on_cpu/runtime.h"

#include "harness/cuda/buffer.h"
#include "harness/module.h"
#include "models/backends/cuda/replay.h"
#include "models/backends/cuda/signals.h"
#include "tests/cuda/gpu.h"
#include "tests/cuda_on_cpu/grid.h"

#include <chrono>
#include <cstring>
#include <new>
#include <set>
#include <utility>

namespace warpmark {
namespace {

constexpr std::align_val_t kAlignment{256};

using Kernels = std::set<const void*>;

std::size_t allocation_count = 0, wait_count = 0, first_replay_count = 0;
Kernels loaded;                       // what has been launched since a queue was made
const Kernels* may_launch = nullptr;  // null: everything

/// While it lives, nothing but these may be launched.
class Only {
 public:
  explicit Only(const Kernels& these) { may_launch = &these; }
  ~Only() { may_launch = nullptr; }
  Only(const Only&) = delete;
};

/// Exactly as large as asked for, so that AddressSanitizer sees an access behind the end; every
/// byte 0xff, a NaN in any format.
std::byte* allocate(std::size_t bytes) {
  auto* memory = static_cast<std::byte*>(operator new(bytes, kAlignment));
  std::memset(memory, 0xff, bytes);
  ++allocation_count;
  return memory;
}

}  // namespace

/// Finds nothing loaded, so that no test depends on those before it.
CudaQueue::CudaQueue(int ordinal) : ordinal_(ordinal), multiprocessors_(2) { loaded.clear(); }
CudaQueue::~CudaQueue() = default;
void CudaQueue::wait() { ++wait_count; }

CudaQueue& cuda_queue(Queue& queue) { return dynamic_cast<CudaQueue&>(queue); }

DeviceBuffer::DeviceBuffer(CudaQueue&, std::size_t bytes)
    : memory_(allocate(bytes), Free{nullptr}), bytes_(bytes) {}
void DeviceBuffer::Free::operator()(std::byte* memory) const {
  operator delete(memory, kAlignment);
}

PinnedBuffer::PinnedBuffer(std::size_t bytes) : memory_(allocate(bytes)), bytes_(bytes) {}
void PinnedBuffer::Free::operator()(std::byte* memory) const {
  operator delete(memory, kAlignment);
}

void copy_to_device(CudaQueue&, std::byte* to, const std::byte* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}
void copy_to_host(CudaQueue&, std::byte* to, const std::byte* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}
void copy_on_device(CudaQueue&, std::byte* to, const std::byte* from, std::size_t bytes) {
  std::memcpy(to, from, bytes);
}
void set_bytes(CudaQueue&, std::byte* to, unsigned char value, std::size_t bytes) {
  std::memset(to, value, bytes);
}

std::size_t emulation::allocations() { return allocation_count; }
std::size_t emulation::waits() { return wait_count; }
std::size_t emulation::first_replays() { return first_replay_count; }

void emulation::submit(CudaQueue&, const void* kernel, dim3 grid, dim3 block,
                       std::function<void()> body) {
  if (may_launch && !may_launch->contains(kernel)) {
    throw DeviceError("a kernel is loaded while a graph is captured");
  }
  loaded.insert(kernel);
  run_grid(grid, block, body);
}

unsigned long long emulation::nanoseconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<unsigned long long>(std::chrono::nanoseconds(now).count());
}

unsigned long long emulation::cycles() { return nanoseconds(); }

/// Enqueueing is running here: nothing is captured, and the work itself repeated. What a GPU could
/// not have captured is an error all the same.
nn::Replay::Replay(CudaQueue&, const std::function<void()>& enqueue)
    : launch_([enqueue, before = loaded, replayed = false]() mutable {
        if (!std::exchange(replayed, true)) ++first_replay_count;
        const Only loaded_before(before);
        enqueue();
      }) {}
void nn::Replay::operator()() { launch_(); }

/// What is enqueued is done: there is nothing to wait for.
nn::Signal nn::make_signal() {
  return {[](CudaQueue&) {}, [](CudaQueue&) {}};
}

bool gpu_present() { return true; }

/// It has no devices to list and no stopwatches: only the factories of the module are of use.
void cuda_platform(Module&) {}

}  // namespace warpmark
