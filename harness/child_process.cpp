#include "harness/child_process.h"

#include "harness/interrupt.h"
#include "harness/memory.h"
#include "harness/wall_clock.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>

extern char** environ;

namespace warpmark {
namespace {

void check(int error, const char* call) {
  if (error != 0) throw std::system_error(error, std::generic_category(), call);
}

/// Above the numbers that the child's descriptors are given: none may be in another's way.
Descriptor raised(int number) {
  constexpr int kLowest = 10;
  const Descriptor low(number);
  Descriptor high(::fcntl(number, F_DUPFD_CLOEXEC, kLowest));
  check(high.get() < 0 ? errno : 0, "fcntl");
  return high;
}

struct Pair {
  Descriptor first, second;
};

Pair make_socket_pair() {
  std::array<int, 2> ends{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) ? errno : 0,
        "socketpair");
  return {raised(ends[0]), raised(ends[1])};
}

/// The end to read from, then the end to write to.
Pair make_pipe() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC) ? errno : 0, "pipe");
  return {raised(ends[0]), raised(ends[1])};
}

/// What the child finds when it starts: nothing to read on standard input, a process group of its
/// own, and the two ends that are meant for it.
class Start {
 public:
  Start(const Descriptor& channel, const Descriptor& output) {
    check(::posix_spawn_file_actions_init(&files_), "posix_spawn_file_actions_init");
    check(::posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    check(::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
          "posix_spawn_file_actions_addopen");
    for (const int target : {STDOUT_FILENO, STDERR_FILENO}) connect(output, target);
    connect(channel, ChildProcess::kChannel);
    check(::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP), "posix_spawnattr");
  }
  ~Start() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&files_);
  }
  Start(const Start&) = delete;

  pid_t spawn(const std::string& program, std::vector<std::string>& arguments) const {
    std::vector<char*> argv;
    for (std::string& word : arguments) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    check(::posix_spawn(&pid, program.c_str(), &files_, &attributes_, argv.data(), environ),
          "posix_spawn");
    return pid;
  }

 private:
  void connect(const Descriptor& end, int target) {
    check(::posix_spawn_file_actions_adddup2(&files_, end.get(), target),
          "posix_spawn_file_actions_adddup2");
  }

  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

/// The last line with anything in it, of printable characters alone.
std::string last_line(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  const std::size_t begin = text.find_last_of("\r\n");
  if (begin != std::string::npos) text.erase(0, begin + 1);
  for (char& c : text) c = c >= ' ' && c <= '~' ? c : '?';
  return text;
}

std::string describe(int status, bool for_memory) {
  if (WIFEXITED(status)) return fmt::format("exit status {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char *name = ::sigabbrev_np(signal), *meaning = ::sigdescr_np(signal);
  const std::string text =
      name ? fmt::format("SIG{} ({})", name, meaning) : fmt::format("signal {}", signal);
  if (signal == SIGKILL && for_memory) return "out of memory: the kernel sent " + text;
  return text;
}

}  // namespace

ChildProcess::ChildProcess(const std::string& program, std::vector<std::string> arguments,
                           std::ostream& log)
    : log_(log), killed_for_memory_(processes_killed_for_memory()) {
  Pair sockets = make_socket_pair(), pipe = make_pipe();
  check(::fcntl(pipe.first.get(), F_SETFL, O_NONBLOCK) < 0 ? errno : 0, "fcntl");
  pid_ = Start(sockets.second, pipe.second).spawn(program, arguments);
  running_ = true;
  channel_ = LineChannel(std::move(sockets.first));
  printed_ = std::move(pipe.first);
}

ChildProcess::~ChildProcess() {
  if (!running_) return;
  ::kill(pid_, SIGKILL);
  reap();
}

void ChildProcess::send(const std::string& line) { channel_.send(line); }

std::string ChildProcess::receive(double limit_s) {
  constexpr double kLookForSignals_s = 0.25;  // one may come just before the wait
  const WallClock clock;
  while (true) {
    if (auto line = channel_.next()) return *std::move(line);
    throw_if_interrupted();
    const double left_s = limit_s - clock.seconds();
    if (limit_s > 0 && left_s <= 0) {
      throw ChildSilent(fmt::format("no answer within {:g} s", limit_s));
    }
    const double wait_s = limit_s > 0 ? std::min(left_s, kLookForSignals_s) : kLookForSignals_s;
    wait_for_input(static_cast<int>(std::ceil(1e3 * wait_s)));
  }
}

void ChildProcess::wait_for_input(int milliseconds) {
  std::array<pollfd, 2> ready{{{channel_.descriptor(), POLLIN, 0}, {printed_.get(), POLLIN, 0}}};
  if (::poll(ready.data(), ready.size(), milliseconds) <= 0) return;
  if (ready[1].revents) copy_log();
  if (ready[0].revents && !channel_.fill()) throw ChildEnded(end());
}

/// Copies what was printed, at most as much as a pipe holds, so that no flood of words keeps us
/// from looking at the clock; never waits.
void ChildProcess::copy_log() {
  constexpr std::size_t kRemembered = 4096, kPipe = 1 << 16;
  std::array<char, 1 << 12> buffer;
  ssize_t size = 1;
  for (std::size_t copied = 0; copied < kPipe; copied += static_cast<std::size_t>(size)) {
    size = ::read(printed_.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    log_.write(buffer.data(), size).flush();
    last_words_.append(buffer.data(), static_cast<std::size_t>(size));
    if (last_words_.size() > kRemembered) last_words_.erase(0, last_words_.size() - kRemembered);
  }
  if (size == 0) printed_.close();
}

/// Waits for the child to end; after a while makes it, and then gives it up: a driver may hold a
/// process so that not even the kernel can end it. Returns its status.
int ChildProcess::reap() {
  constexpr double kGrace_s = 2;
  const WallClock clock;
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid == 0 && clock.seconds() < 2 * kGrace_s) {
    if (clock.seconds() > kGrace_s) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(-pid_, SIGKILL);  // what it started
  int status = SIGKILL;    // of one that was given up
  ::waitpid(pid_, &status, WNOHANG);
  running_ = false;
  return status;
}

/// What ended the child, whose end of the socket is closed.
std::string ChildProcess::end() {
  const int status = reap();
  if (printed_.get() >= 0) copy_log();
  const std::string words = last_line(last_words_);
  return describe(status, processes_killed_for_memory() > killed_for_memory_) +
         (words.empty() ? "" : "; it printed: " + words);
}

}  // namespace warpmark
