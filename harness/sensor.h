#pragma once

#include <cstdint>
#include <optional>

namespace warpmark {

/// What a device says of itself. Empty: not known.
struct Reading {
  std::optional<double> mem_clock_hz, temperature_c, power_w;
  std::optional<std::uint64_t> throttle;  // NVML's mask of the reasons for a lower clock

  bool operator==(const Reading&) const = default;
};

/// The reasons that spoil a measurement: hardware slowdown, thermal slowdown by software and by
/// hardware, power brake. (NVML API Reference, nvmlClocksEventReasons.) A power cap set by software
/// is none of them: under it big products reach the speed that they always have.
inline constexpr std::uint64_t kSlowdownReasons = 0x08 | 0x20 | 0x40 | 0x80;

/// Tells the state of one device. May be asked by several threads at a time.
class Sensor {
 public:
  virtual ~Sensor() = default;
  virtual Reading read() { return {}; }
  /// Joules that the device has used since some moment; empty where it has no such counter.
  virtual std::optional<double> energy_j() { return {}; }
};

}  // namespace warpmark
