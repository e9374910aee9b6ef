#include "harness/interrupt.h"

#include "harness/error.h"

#include <csignal>

namespace warpmark {
namespace {

// A signal handler can reach nothing but a global.
volatile std::sig_atomic_t pending_signal = 0;

void remember(int signal) {
  pending_signal = signal;
  std::signal(signal, SIG_DFL);  // the second one ends the process
}

}  // namespace

void watch_signals() {
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
  // Of a terminal that is closed; nohup has it ignored.
  if (std::signal(SIGHUP, remember) == SIG_IGN) std::signal(SIGHUP, SIG_IGN);
}

void throw_if_interrupted() {
  if (pending_signal != 0) throw Interrupted(pending_signal);
}

}  // namespace warpmark
