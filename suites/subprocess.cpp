#include "suites/subprocess.h"

#include "harness/descriptor.h"
#include "harness/error.h"
#include "harness/interrupt.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace warpmark {
namespace {

void check(int error, const char* call) {
  if (error != 0) throw std::system_error(error, std::generic_category(), call);
}

/// As exec takes them.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment_with(const Variables& variables) {
  std::vector<std::string> out;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    if (!variables.contains(text.substr(0, text.find('=')))) out.push_back(text);
  }
  for (const auto& [name, value] : variables) out.push_back(name + '=' + value);
  return out;
}

/// In a process group of its own, so that a terminal's ^C reaches it once, through us, and with it
/// what it started: a launcher may be building the program.
pid_t spawn(std::vector<std::string> command, const Variables& variables, int log) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  check(::posix_spawn_file_actions_init(&files), "posix_spawn_file_actions_init");
  check(::posix_spawnattr_init(&attributes), "posix_spawnattr_init");
  ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files, log, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, log, STDERR_FILENO);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> environment = environment_with(variables);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, command.front().c_str(), &files, &attributes,
                                  pointers(command).data(), pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw UsageError(command.front() + ": cannot start: " + std::strerror(error));
  return pid;
}

/// Waits without sleeping through a signal.
int wait_for(pid_t pid) {
  constexpr std::chrono::milliseconds kLook{10};
  int status = 0;
  while (::waitpid(pid, &status, WNOHANG) == 0) {
    try {
      throw_if_interrupted();
    } catch (const Interrupted& interrupted) {
      ::kill(-pid, interrupted.signal);
      ::waitpid(pid, &status, 0);
      throw;
    }
    std::this_thread::sleep_for(kLook);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

int run_program(const std::vector<std::string>& command, const Variables& variables,
                const std::filesystem::path& log) {
  const Descriptor file(::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) throw WriteError(log.string() + ": " + std::strerror(errno));
  return wait_for(spawn(command, variables, file.get()));
}

}  // namespace warpmark
