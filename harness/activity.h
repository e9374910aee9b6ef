#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// A point in time: nanoseconds on std::chrono::steady_clock, on the host and for devices alike.
using Nanoseconds = std::int64_t;

Nanoseconds steady_now();

/// What a device was busy with. Copies are told by their direction.
enum class ActivityKind { kernel, upload, download, copy, memset };
inline constexpr std::array kActivityKinds{ActivityKind::kernel, ActivityKind::upload,
                                           ActivityKind::download, ActivityKind::copy,
                                           ActivityKind::memset};

std::string_view name(ActivityKind kind);

/// One piece of work that a device did.
struct Activity {
  ActivityKind kind = ActivityKind::kernel;
  std::string name;  // of a kernel, demangled; of others the kind's
  int device = 0;
  std::int64_t stream = 0;
  Nanoseconds begin = 0, end = 0;
  double bytes = 0;  // moved or set; 0 for kernels
};

/// Watches what all devices do from when it is made until it is destroyed.
class ActivityRecorder {
 public:
  virtual ~ActivityRecorder() = default;
  /// What has finished since the last call. Requires: the devices are idle.
  virtual std::vector<Activity> take() = 0;
};

/// Throws Unsupported where devices cannot be watched here, with the reason.
using MakeActivityRecorder = std::function<std::unique_ptr<ActivityRecorder>()>;

}  // namespace warpmark
