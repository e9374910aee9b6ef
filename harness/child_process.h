#pragma once

#include "harness/line_channel.h"

#include <ostream>
#include <stdexcept>
#include <string>
#include <sys/types.h>
#include <vector>

namespace warpmark {

/// The child is gone; says how it ended.
class ChildEnded : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The child said nothing for as long as it was given.
class ChildSilent : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Another program, started by exec, with which lines are exchanged over a socket of its own: what
/// it prints cannot get between them. It is killed with its owner's end, and a terminal's ^C does
/// not reach it.
class ChildProcess {
 public:
  /// The child's end of the socket.
  static constexpr int kChannel = 3;

  /// `arguments`: as for exec, the program's name first. What the child prints, on standard output
  /// or standard error, is copied to `log` while somebody waits in receive().
  /// Throws std::system_error.
  ChildProcess(const std::string& program, std::vector<std::string> arguments, std::ostream& log);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }

  /// Sends a line. What a child that is gone does not read, receive() finds out.
  void send(const std::string& line);

  /// The next line of the child. `limit_s`: how long to wait for it; 0: until it comes. Throws
  /// ChildEnded with what ended it ("SIGSEGV (Segmentation fault)", "exit status 3") and the last
  /// line that it printed, ChildSilent, or Interrupted.
  std::string receive(double limit_s);

 private:
  void wait_for_input(int milliseconds);
  void copy_log();
  int reap();
  std::string end();

  pid_t pid_ = -1;
  bool running_ = false;
  LineChannel channel_;
  Descriptor printed_;
  std::ostream& log_;
  std::string last_words_;    // the last lines that were printed
  double killed_for_memory_;  // by the kernel, on this machine, when the child was started
};

}  // namespace warpmark
