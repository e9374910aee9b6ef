#pragma once

namespace warpmark {

/// Turns SIGINT, SIGTERM and, unless it is ignored, SIGHUP into a question that long loops ask; a
/// second signal ends the process at once.
void watch_signals();

/// Throws Interrupted where a watched signal has arrived.
void throw_if_interrupted();

}  // namespace warpmark
