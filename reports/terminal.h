#pragma once

namespace warpmark {

/// What may be written to a stream beside plain text.
struct Terminal {
  bool interactive = false;  // lines may be overwritten
  bool colour = false;
  int columns = 100;
};

/// A file descriptor's. Interactive: a terminal that is not dumb, outside CI (the variable CI).
/// Colours: interactive, unless NO_COLOR is set (https://no-color.org).
Terminal query_terminal(int descriptor);

}  // namespace warpmark
