#include "harness/exit_status.h"
#include "suites/command_line.h"
#include "suites/commands.h"
#include "suites/exit.h"
#include "suites/print.h"

int main(int argc, char** argv) {
  using namespace warpmark;
  return run_command([&]() -> int {
    Commands commands;
    const Parsed parsed = parse_command_line(argc, argv, commands.all());
    if (parsed.command) return parsed.command->execute(parsed.line);
    print(parsed.help);
    return kSuccess;
  });
}
