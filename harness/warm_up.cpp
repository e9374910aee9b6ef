#include "harness/warm_up.h"

#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <algorithm>
#include <cmath>

namespace warpmark {
namespace {

constexpr double kFlat = 0.005;
constexpr std::size_t kFewest = 5, kMost = 100'000;  // values

/// What warm-up looks at, and when each value was there.
class History {
 public:
  void add(double time, const Sample& sample) {
    times_.push_back({time, sample.seconds});
    if (sample.sm_clock_hz > 0) clocks_.push_back({time, sample.sm_clock_hz});
  }

  std::size_t size() const { return times_.size(); }

  bool settled_since(double time) const {
    const auto& values = clocks_.size() == times_.size() ? clocks_ : times_;
    const auto first =
        std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.time >= time; });
    return settled({first, values.end()});
  }

 private:
  std::vector<TimedValue> times_, clocks_;
};

}  // namespace

Trend trend(std::span<const TimedValue> values) {
  const auto n = static_cast<double>(values.size());
  double time = 0, value = 0;
  for (const TimedValue& v : values) {
    time += v.time / n;
    value += v.value / n;
  }
  double tt = 0, tv = 0, vv = 0;
  for (const TimedValue& v : values) {
    tt += (v.time - time) * (v.time - time);
    tv += (v.time - time) * (v.value - value);
    vv += (v.value - value) * (v.value - value);
  }
  const double residual = std::max(0.0, vv - tv * tv / tt);
  const double span = (values.back().time - values.front().time) / value;
  return {.rise = tv / tt * span, .error = std::sqrt(residual / (n - 2) / tt) * span};
}

bool settled(std::span<const TimedValue> values) {
  if (values.size() < kFewest) return false;
  const Trend line = trend(values);
  return std::abs(line.rise) <= std::max(kFlat, 2 * line.error);
}

double warm_up(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy,
               Ranks& ranks) {
  const WallClock clock;
  const bool once = policy.warmup_time_s <= 0;
  const double limit = once ? 0 : std::max(policy.warmup_time_s, policy.max_time_s / 4);
  double look_at = policy.warmup_time_s;
  History history;
  for (bool done = false; !done;) {
    throw_if_interrupted();
    const Sample sample = stopwatch.warm(workload);
    const double now = clock.seconds();
    history.add(now, sample);
    bool enough = now >= limit || history.size() >= kMost;
    if (!enough && now >= look_at) {
      enough = history.settled_since(now / 2);
      look_at = 2 * now;
    }
    done = ranks.agree(enough) != 0;
  }
  return clock.seconds();
}

}  // namespace warpmark
