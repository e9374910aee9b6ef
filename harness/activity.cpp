#include "harness/activity.h"

#include <chrono>

namespace warpmark {
Nanoseconds steady_now() {
  return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string_view name(ActivityKind kind) {
  constexpr std::array<std::string_view, kActivityKinds.size()> names{"kernel", "upload",
                                                                      "download", "copy", "memset"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace warpmark
