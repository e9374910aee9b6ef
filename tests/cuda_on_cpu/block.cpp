#include "tests/cuda_on_cpu/block.h"

#include <cstring>
#include <new>
#include <string>
#include <utility>

namespace warpmark::emulation {
namespace {

constexpr std::align_val_t kAlignment{256};

/// Fibers that no thread has: made once, used by every block that runs.
std::vector<std::unique_ptr<Fiber>>& spare_fibers() {
  static std::vector<std::unique_ptr<Fiber>> spare;
  return spare;
}

std::unique_ptr<Fiber> take_fiber() {
  auto& spare = spare_fibers();
  if (spare.empty()) return std::make_unique<Fiber>();
  auto fiber = std::move(spare.back());
  spare.pop_back();
  return fiber;
}

void give_back(std::unique_ptr<Fiber> fiber) {
  if (fiber) spare_fibers().push_back(std::move(fiber));
}

bool same_place(const std::source_location& a, const std::source_location& b) {
  return a.line() == b.line() && a.column() == b.column() &&
         std::strcmp(a.file_name(), b.file_name()) == 0;
}

std::string text(const std::source_location& where) {
  return std::string(where.file_name()) + ':' + std::to_string(where.line());
}

}  // namespace

void Block::Aligned::operator()(std::byte* memory) const { operator delete(memory, kAlignment); }

Block::Block(unsigned int threads, Order order, std::uint64_t seed)
    : threads_(threads), order_(order), random_(seed) {}

Block::~Block() {
  for (Thread& thread : threads_) give_back(std::move(thread.fiber));
}

void Block::run(const std::function<void(unsigned int)>& body) {
  body_ = &body;
  for (unsigned int i = 0; i < threads_.size(); ++i) set_ready(i);
  while (!ready_.empty()) {
    const unsigned int next = ready_.top().second;
    ready_.pop();
    step(next);
    if (ready_.empty()) release_barrier();
  }
}

void Block::begin(unsigned int i) {
  threads_[i].fiber = take_fiber();
  threads_[i].fiber->start([this, i] {
    try {
      (*body_)(i);
    } catch (...) {
      error_ = std::current_exception();
    }
  });
}

/// Runs thread `i` until it waits or ends.
void Block::step(unsigned int i) {
  current_ = i;
  Thread& thread = threads_[i];
  if (!thread.fiber) begin(i);
  thread.fiber->resume();
  if (error_) std::rethrow_exception(error_);
  if (thread.fiber->ended()) {
    thread.state = State::ended;
    give_back(std::move(thread.fiber));
  }
  if (thread.state == State::at_exchange) release_exchange(i);
}

void Block::set_ready(unsigned int i) {
  threads_[i].state = State::ready;
  std::uint64_t rank = i;
  if (order_ == Order::reverse) rank = threads_.size() - i;
  if (order_ == Order::random) rank = random_();
  ready_.emplace(rank, i);
}

/// No thread can run: all have ended, or all wait at one barrier, or they wait for ever.
void Block::release_barrier() {
  const auto all = [&](auto&& holds) {
    return std::all_of(threads_.begin(), threads_.end(), holds);
  };
  if (all([](const Thread& t) { return t.state == State::ended; })) return;
  const std::source_location where = threads_[0].where;
  const bool together = all(
      [&](const Thread& t) { return t.state == State::at_barrier && same_place(t.where, where); });
  if (!together) report_stuck();
  for (unsigned int i = 0; i < threads_.size(); ++i) set_ready(i);
}

/// Where all lanes that thread `i` waits for have come, gives them each other's values.
void Block::release_exchange(unsigned int i) {
  const Thread& caller = threads_[i];
  const unsigned int first = i / kLanes * kLanes;
  Lanes values{};
  for (unsigned int lane = 0; lane < kLanes; ++lane) {
    if ((caller.mask >> lane & 1) == 0) continue;
    if (first + lane >= threads_.size()) {
      throw DeviceError(text(caller.where) +
                        ": the mask names a lane that the block does not have");
    }
    const Thread& other = threads_[first + lane];
    const bool here = other.state == State::at_exchange && other.mask == caller.mask &&
                      same_place(other.where, caller.where);
    if (!here) return;
    values[lane] = other.passed;
  }
  const unsigned int mask = caller.mask;
  for (unsigned int lane = 0; lane < kLanes; ++lane) {
    if ((mask >> lane & 1) == 0) continue;
    threads_[first + lane].received = values;
    set_ready(first + lane);
  }
}

void Block::report_stuck() const {
  std::map<std::string, int> counts;
  for (const Thread& thread : threads_) {
    if (thread.state == State::ended) ++counts["have ended"];
    if (thread.state == State::at_barrier) ++counts["wait at the barrier " + text(thread.where)];
    if (thread.state == State::at_exchange)
      ++counts["wait for their warp at " + text(thread.where)];
  }
  std::string message = "the block cannot go on:";
  for (const auto& [state, count] : counts) {
    message += ' ' + std::to_string(count) + " threads " + state + ';';
  }
  throw DeviceError(message);
}

void Block::wait(State state, std::source_location where) {
  threads_[current_].state = state;
  threads_[current_].where = where;
  threads_[current_].fiber->yield();
}

void Block::barrier(std::source_location where) { wait(State::at_barrier, where); }

const Block::Lanes& Block::exchange(unsigned int mask, std::uint64_t value,
                                    std::source_location where) {
  Thread& self = threads_[current_];
  if ((mask >> current_ % kLanes & 1) == 0) {
    throw DeviceError(text(where) + ": the mask does not name the lane that calls");
  }
  self.mask = mask;
  self.passed = value;
  wait(State::at_exchange, where);
  return self.received;
}

void Block::begin_copy(void* to, const void* from, std::size_t bytes) {
  threads_[current_].begun.push_back({to, from, bytes});
}

void Block::commit_copies() {
  Thread& self = threads_[current_];
  self.committed.push_back(std::exchange(self.begun, {}));
}

void Block::finish_copies(std::size_t later) {
  auto& groups = threads_[current_].committed;
  for (; groups.size() > later; groups.pop_front()) {
    for (const auto& [to, from, bytes] : groups.front()) {
      from ? std::memcpy(to, from, bytes) : std::memset(to, 0, bytes);
    }
  }
}

std::byte* Block::shared(const void* key, std::size_t bytes) {
  if (!shared_.contains(key)) shared_bytes_ += bytes;
  if (shared_bytes_ > kSharedBytes) {
    throw DeviceError("a block has " + std::to_string(shared_bytes_) + " bytes of shared memory");
  }
  return memory_for(key, bytes);
}

std::byte* Block::requested_shared(std::size_t bytes, std::size_t requested) {
  if (bytes != requested || bytes > kMostRequestedBytes) {
    throw DeviceError("a block asks for " + std::to_string(bytes) + " bytes of shared memory, " +
                      "its launch for " + std::to_string(requested));
  }
  return memory_for(nullptr, bytes);
}

std::byte* Block::memory_for(const void* key, std::size_t bytes) {
  auto& memory = shared_[key];
  if (!memory) {
    memory.reset(static_cast<std::byte*>(operator new(bytes, kAlignment)));
    std::memset(memory.get(), 0xff, bytes);
  }
  return memory.get();
}

}  // namespace warpmark::emulation
