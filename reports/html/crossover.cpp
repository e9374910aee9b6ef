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

/// The largest size at which the GPU is shown to lose and the next at which it is shown to win.
struct Bounds {
  const AtSize *lost = nullptr, *won = nullptr;
};

Bounds bounds_of(const std::vector<AtSize>& all) {
  Bounds bounds;
  for (const AtSize& at : all) {
    const Interval& interval = at.speed_up.ratio().interval.value();
    if (interval.high < 1) bounds = {&at, nullptr};
    if (interval.low > 1 && !bounds.won) bounds.won = &at;
  }
  return bounds;
}

/// `name`: of the curve; `axis`: what the sizes are of.
Crossover crossover(const std::string& name, const std::vector<AtSize>& all,
                    const std::string& axis) {
  const auto [lost, won] = bounds_of(all);
  const std::string range =
      fmt::format("{} = {} to {}", axis, size_label(all.front().size), size_label(all.back().size));
  if (!won) {
    return {0, fmt::format("{} is not shown to win at the largest size ({})", name, range)};
  }
  if (!lost) {
    return {0, fmt::format("{} loses nowhere in {} and is shown to win from {} on", name, range,
                           size_label(won->size))};
  }
  const double at = interpolated(*lost, *won);
  return {0,
          fmt::format("{} begins to win between {} = {} and {}, at about {} by interpolation", name,
                      axis, size_label(lost->size), size_label(won->size), rounded({at, {}})),
          lost->size, won->size, at};
}

}  // namespace

std::vector<Crossover> crossovers(const std::vector<Curve>& curves, const std::string& axis) {
  std::vector<Crossover> out;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].points.front().measurement->row.device != "gpu") continue;
    const auto all = speed_ups_of(curves[i], curves);
    if (all.empty()) continue;
    out.push_back(crossover(curves[i].name, all, axis));
    out.back().curve = i;
  }
  return out;
}

}  // namespace warpmark::html
