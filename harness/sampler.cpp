#include "harness/sampler.h"

#include "harness/interrupt.h"
#include "harness/wall_clock.h"

#include <algorithm>

namespace warpmark {
namespace {

/// The statistics of the valid samples.
Summary summary_of(const std::vector<Sample>& samples, double resolution) {
  std::vector<double> seconds;
  long iterations = 1;
  for (const Sample& sample : samples) {
    if (!sample.valid) continue;
    seconds.push_back(sample.seconds);
    iterations = sample.iterations;
  }
  if (seconds.empty()) return {};
  return summarise(seconds, resolution / static_cast<double>(iterations));
}

/// Is the interval as narrow as asked, or as narrow as the clock allows?
bool narrow_enough(const Summary& summary, const SamplingPolicy& policy, double step) {
  if (!summary.median_interval) return false;
  const double half = std::max(summary.median - summary.median_interval->low,
                               summary.median_interval->high - summary.median);
  return half <= std::max(policy.max_noise * summary.median, step);
}

/// Samples and when each was taken: whether it is valid turns out at a later poll.
class Collection {
 public:
  explicit Collection(Monitor& monitor) : monitor_(monitor) { monitor_.poll(); }

  const Sample& take(Stopwatch& stopwatch, Workload& workload, Ranks& ranks) {
    const double begin = monitor_.now();
    Sample sample = stopwatch.time(workload);
    spans_.push_back({begin, monitor_.now()});
    sample.seconds = ranks.slowest(sample.seconds);
    workload.annotate(sample);
    series_.samples.push_back(std::move(sample));
    return series_.samples.back();
  }

  /// Judges all samples so far: they now lie between two polls.
  Series& judged() {
    monitor_.poll();
    for (; judged_ < spans_.size(); ++judged_) {
      Sample& sample = series_.samples[judged_];
      if (!sample.valid || !monitor_.slowed(spans_[judged_].begin, spans_[judged_].end)) continue;
      sample.valid = false;
      ++series_.slowed;
    }
    series_.conditions = monitor_.between(spans_.front().begin, spans_.back().end);
    return series_;
  }

 private:
  struct Span {
    double begin, end;
  };
  Monitor& monitor_;
  Series series_;
  std::vector<Span> spans_;
  std::size_t judged_ = 0;
};

}  // namespace

Series take_samples(Stopwatch& stopwatch, Workload& workload, const SamplingPolicy& policy,
                    Ranks& ranks, Monitor& monitor) {
  Collection collection(monitor);
  const WallClock clock;
  const long most = workload.traits().most;
  long limit = policy.exactly > 0 ? policy.exactly : policy.max_samples;
  if (most > 0) limit = std::min(limit, most);
  int look_at = policy.min_samples;
  bool converged = policy.exactly > 0;
  for (int taken = 1; taken <= limit; ++taken) {
    throw_if_interrupted();
    const Sample& sample = collection.take(stopwatch, workload, ranks);
    if (policy.exactly > 0) continue;
    if (taken == look_at) {
      look_at *= 2;
      const double step = stopwatch.resolution() / static_cast<double>(sample.iterations);
      const Series& so_far = collection.judged();
      converged = !so_far.disturbed() && narrow_enough(summary_of(so_far.samples, 0), policy, step);
    }
    if (ranks.agree(converged || clock.seconds() > policy.max_time_s)) break;
  }
  Series series = std::move(collection.judged());
  series.summary = summary_of(series.samples, stopwatch.resolution());
  series.converged = converged && !series.disturbed();
  return series;
}

}  // namespace warpmark
