#include "reports/html/crossover.h"

#include "reports/html/groups.h"

#include <fmt/core.h>

#include <cmath>

namespace warpmark::html {
namespace {

/// The GPU's speed-up at a size over whichever CPU variant is fastest there.
struct AtSize {
  double size = 0;
  SpeedUp speed_up;
};

const Measurement* fastest_cpu(const std::vector<Curve>& curves, double size) {
  const Measurement* fastest = nullptr;
  for (const Curve& curve : curves) {
    for (const Curve::Point& point : curve.points) {
      const Measurement& m = *point.measurement;
      if (m.row.device != "cpu" || point.size != size) continue;
      if (!fastest || m.time.value < fastest->time.value) fastest = &m;
    }
  }
  return fastest;
}

std::vector<AtSize> speed_ups_of(const Curve& gpu, const std::vector<Curve>& curves) {
  std::vector<AtSize> out;
  for (const auto& [size, measurement] : gpu.points) {
    const Measurement* cpu = fastest_cpu(curves, size);
    if (!cpu) continue;
    if (const auto s = SpeedUp::of(*measurement, *cpu)) out.push_back({size, *s});
  }
  return out;
}

/// Where the ratio's logarithm is zero on the straight line between two sizes' logarithms.
double interpolated(const AtSize& below, const AtSize& above) {
  const double y0 = std::log(below.speed_up.ratio().value);
  const double y1 = std::log(above.speed_up.ratio().value);
  return below.size * std::pow(above.size / below.size, -y0 / (y1 - y0));
}

std::string sentence(const std::string& name, const std::vector<AtSize>& all,
                     const std::string& axis) {
  const auto wins = [](const AtSize& s) { return s.speed_up.ratio().interval->low > 1; };
  const auto loses = [](const AtSize& s) { return s.speed_up.ratio().interval->high < 1; };
  const AtSize *lost = nullptr, *won = nullptr;
  for (const AtSize& at : all) {
    if (loses(at)) lost = &at, won = nullptr;
    if (wins(at) && !won) won = &at;
  }
  const std::string range =
      fmt::format("{} = {} to {}", axis, size_label(all.front().size), size_label(all.back().size));
  if (!won) return fmt::format("{} is not shown to win at the largest size ({})", name, range);
  if (!lost) {
    return fmt::format("{} loses nowhere in {} and is shown to win from {} on", name, range,
                       size_label(won->size));
  }
  return fmt::format("{} begins to win between {} = {} and {}, at about {} by interpolation", name,
                     axis, size_label(lost->size), size_label(won->size),
                     rounded({interpolated(*lost, *won), {}}));
}

}  // namespace

std::vector<std::string> crossovers(const std::vector<Curve>& curves, const std::string& axis) {
  std::vector<std::string> out;
  for (const Curve& curve : curves) {
    if (curve.points.front().measurement->row.device != "gpu") continue;
    const auto all = speed_ups_of(curve, curves);
    if (!all.empty()) out.push_back(sentence(curve.name, all, axis));
  }
  return out;
}

}  // namespace warpmark::html
