#include "reports/terminal.h"

#include <cstdlib>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace warpmark {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Terminal query_terminal(int descriptor) {
  Terminal terminal;
  terminal.interactive =
      ::isatty(descriptor) && variable("TERM") != "dumb" && variable("CI").empty();
  terminal.colour = terminal.interactive && variable("NO_COLOR").empty();
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.columns = size.ws_col;
  }
  return terminal;
}

}  // namespace warpmark
