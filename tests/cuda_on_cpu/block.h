#pragma once

#include "tests/cuda_on_cpu/fiber.h"

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <queue>
#include <random>
#include <source_location>
#include <stdexcept>
#include <vector>

namespace warpmark::emulation {

/// What a GPU answers with undefined behaviour, or a hang: a barrier that not all threads reach, a
/// shuffle with a lane that has left, a misaligned access, a launch that is too large.
class DeviceError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Of the threads that could run, which one does.
enum class Order {
  forward,  // the one with the lowest index
  reverse,  // the one with the highest
  random,
};

constexpr unsigned int kLanes = 32;
constexpr std::size_t kSharedBytes = 48 * 1024;  // that a block may have without asking for more
constexpr std::size_t kMostRequestedBytes = 227 * 1024;

/// The threads of one block. A thread gets a fiber when it first runs and has it to its end:
/// threads that wait for nobody take turns on one. A thread runs until it has to wait for others.
class Block {
 public:
  Block(unsigned int threads, Order order, std::uint64_t seed);
  ~Block();
  Block(const Block&) = delete;

  /// Runs body(i) for every thread i to its end. Throws DeviceError, or what a body throws.
  void run(const std::function<void(unsigned int)>& body);

  // What follows is called by a thread of the block.

  unsigned int current() const { return current_; }

  /// Returns when every thread of the block has called it from the same place.
  void barrier(std::source_location where);

  /// Returns what the lanes of `mask`, of the calling thread's warp, have passed, once all of them
  /// have called it from the same place with the same mask.
  using Lanes = std::array<std::uint64_t, kLanes>;
  const Lanes& exchange(unsigned int mask, std::uint64_t value, std::source_location where);

  // Copies in the background, from nullptr zeros, which are made when the thread waits for them and
  // no sooner. A group of those begun so far; the end of all groups but the `later` newest.
  void begin_copy(void* to, const void* from, std::size_t bytes);
  void commit_copies();
  void finish_copies(std::size_t later);

  /// The block's memory for `key`: every byte 0xff at first, a NaN in any format.
  std::byte* shared(const void* key, std::size_t bytes);

  /// The block's one memory of the size that its launch requested, filled likewise. Throws
  /// DeviceError where `bytes` are not what was requested.
  std::byte* requested_shared(std::size_t bytes, std::size_t requested);

 private:
  enum class State { ready, at_barrier, at_exchange, ended };
  struct Copy {
    void* to;
    const void* from;
    std::size_t bytes;
  };
  struct Thread {
    State state = State::ready;
    std::unique_ptr<Fiber> fiber;  // of a thread that has begun and not ended
    std::source_location where;
    unsigned int mask = 0;
    std::uint64_t passed = 0;
    Lanes received{};
    std::vector<Copy> begun;
    std::deque<std::vector<Copy>> committed;
  };
  struct Aligned {
    void operator()(std::byte* memory) const;
  };

  std::byte* memory_for(const void* key, std::size_t bytes);
  void begin(unsigned int i);
  void step(unsigned int i);
  void set_ready(unsigned int i);
  void release_barrier();
  void release_exchange(unsigned int i);
  void wait(State state, std::source_location where);
  [[noreturn]] void report_stuck() const;

  std::vector<Thread> threads_;
  Order order_;
  std::mt19937_64 random_;
  using Ranked = std::pair<std::uint64_t, unsigned int>;                    // rank and index
  std::priority_queue<Ranked, std::vector<Ranked>, std::greater<>> ready_;  // the lowest runs next
  const std::function<void(unsigned int)>* body_ = nullptr;
  unsigned int current_ = 0;
  std::exception_ptr error_;
  std::map<const void*, std::unique_ptr<std::byte, Aligned>> shared_;
  std::size_t shared_bytes_ = 0;
};

}  // namespace warpmark::emulation
