#include "harness/ticker.h"

#include <chrono>
#include <sched.h>

namespace warpmark {
namespace {

/// Only a wish: where it is refused, the thread stays where it is.
void run_on(const std::vector<int>& cores) {
  constexpr int kMost = 8192;
  std::vector<unsigned long> bits(kMost / (8 * sizeof(unsigned long)));
  const std::size_t bytes = bits.size() * sizeof(unsigned long);
  auto* mask = reinterpret_cast<cpu_set_t*>(bits.data());
  for (int core : cores) CPU_SET_S(static_cast<std::size_t>(core), bytes, mask);
  if (!cores.empty()) sched_setaffinity(0, bytes, mask);
}

}  // namespace

Ticker::Ticker(double period_s, const std::vector<int>& cores, std::function<void()> tick)
    : tick_(std::move(tick)), thread_([this, period_s, cores](const std::stop_token& stop) {
        run_on(cores);
        run(stop, period_s);
      }) {}

void Ticker::run(const std::stop_token& stop, double period_s) {
  const std::chrono::duration<double> period(period_s);
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, stop, period, [&] { return stop.stop_requested(); })) tick_();
}

}  // namespace warpmark
