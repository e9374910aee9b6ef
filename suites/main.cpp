#include "harness/exit_status.h"
#include "suites/command_line.h"
#include "suites/commands.h"
#include "suites/exit.h"
#include "suites/print.h"

#include <fcntl.h>
#include <unistd.h>

namespace {

/// Of the standard streams, those that are closed: what is printed to one would end up in the file
/// that is opened next.
void open_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);  // as the lowest that is free
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace warpmark;
  open_closed_streams();
  return run_command([&]() -> int {
    Commands commands;
    const Parsed parsed = parse_command_line(argc, argv, commands.all());
    if (parsed.command) return parsed.command->execute(parsed.line);
    print(parsed.help);
    return kSuccess;
  });
}
