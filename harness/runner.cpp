#include "harness/runner.h"

#include "harness/error.h"
#include "harness/fit.h"
#include "harness/measure.h"
#include "harness/profile.h"
#include "harness/row.h"
#include "harness/wall_clock.h"

#include <new>

namespace warpmark {
namespace {

/// After a failure, which a library may have put in its own words: throws DeviceLost where the
/// device answers no more.
void require_alive(Queue& queue) {
  try {
    queue.wait();
  } catch (const DeviceLost&) {
    throw;
  } catch (...) {  // the failure itself says it better
  }
}

}  // namespace

Runner::Runner(const RunOptions& options, Environment environment, Loader& loader,
               RangeListener* listener)
    : options_(options),
      environment_(std::move(environment)),
      loader_(loader),
      maker_(loader, options.injections),
      proof_(options.seed),
      annotations_(listener) {
  using namespace ranges;
  for (const char* range :
       {"setup", "verify", "warmup", "measure", "energy", kClearRange, kRepetitionRange, kEpoch,
        kData, kForward, kBackward, kOptimizer, kEvaluate}) {
    annotations_.declare(range);
  }
}

Platform& Runner::platform(DeviceKind kind) {
  if (kind == DeviceKind::gpu) return *loader_.open("cuda").platform;
  if (!cpu_) cpu_ = make_cpu_platform(options_.threads);
  return *cpu_;
}

Result Runner::measure(const Case& c) {
  Result row =
      blank_row(c, {options_.threads, options_.seed, ranks_.size(), ranks_.rank()}, environment_);
  const WallClock wall;
  const auto end = [&](Status status, const std::string& message) {
    row.status = status;
    row.message = message;
  };
  try {
    run_case(c, row);
  } catch (const Interrupted&) {
    throw;
  } catch (const Unsupported& reason) {
    end(Status::skipped, reason.what());
  } catch (const WrongResult& mismatch) {
    row.verified = false;
    end(Status::failed, mismatch.what());
  } catch (const std::bad_alloc&) {
    end(Status::failed, "out of memory");
  } catch (const std::exception& error) {
    end(Status::failed, error.what());
  }
  row.wall_s = wall.seconds();
  return row;
}

void Runner::require_device(const Case& c) const {
  if (c.device.present()) return;
  throw Unsupported("no GPU here" +
                    (environment_.gpu_absence.empty() ? "" : ": " + environment_.gpu_absence));
}

SamplingPolicy Runner::policy_of(const Case& c) const {
  SamplingPolicy policy = options_.sampling;
  policy.exactly =
      options_.profile ? kProfiledRepetitions : c.spec->sampling(c.params, c.timing).exactly;
  policy.max_time_s = c.max_time_s;
  if (policy.exactly > 0) policy.warmup_time_s = options_.profile ? 0 : c.warmup_s;
  return policy;
}

void Runner::run_case(const Case& c, Result& row) {
  annotations_.declare(row.case_id);
  const Annotations::Range whole(annotations_, row.case_id);
  row.profiled = options_.profile || annotations_.tool_attached();
  require_device(c);
  Platform& device = platform(c.device.kind);
  Stage stage{device,
              device.make_queue(c.device.ordinal),
              ranks_,
              c.device,
              options_.threads,
              options_.seed,
              {.profiled = options_.profile, .heuristics = options_.heuristics},
              {},
              plans_,
              &annotations_};
  if (!options_.checkpoints.empty()) {
    stage.checkpoint = options_.checkpoints / (row.case_id + ".safetensors");
  }
  try {
    run_on(stage, c, row);
  } catch (const Interrupted&) {
    throw;
  } catch (...) {
    require_alive(*stage.queue);
    throw;
  }
}

std::unique_ptr<Stopwatch> Runner::make_stopwatch(Stage& stage, const Case& c) {
  const Annotations::Range range(annotations_, "setup");
  return stage.platform.make_stopwatch(c.timing, *stage.queue, options_.profile);
}

std::unique_ptr<Workload> Runner::bring_to_life(Stage& stage, const Case& c, Stopwatch& stopwatch,
                                                Result& row) {
  std::unique_ptr<Workload> workload;
  {
    const Annotations::Range range(annotations_, "setup");
    const WallClock timer;
    workload = maker_.make_timed(c, stage);
    stage.queue->wait();
    row.setup_s = timer.seconds();
    stopwatch.prepare(*workload);
  }
  const Annotations::Range range(annotations_, "verify");
  row.max_error = proof_.timed_path(c, stage, stopwatch, *workload);
  row.verified = true;
  return workload;
}

void Runner::run_on(Stage& stage, const Case& c, Result& row) {
  const auto stopwatch = make_stopwatch(stage, c);
  require_memory(c.variant->footprint(c.params), c.timing,
                 stage.platform.free_bytes(c.device.ordinal));
  {
    const Annotations::Range range(annotations_, "verify");
    proof_.check_points(c, stage, maker_);
  }
  const auto workload = bring_to_life(stage, c, *stopwatch, row);
  stage.platform.reset_peak_memory(*stage.queue);
  warpmark::measure({stage.platform, *stage.queue, c.device.ordinal, ranks_, annotations_,
                     environment_.cpu.usable_cores, policy_of(c), options_.profile},
                    *stopwatch, *workload, row);
  fill_counters(*c.spec, workload->observe(), row);
  if (const double peak = stage.platform.peak_memory_bytes(*stage.queue); peak > 0)
    row.peak_memory_bytes = peak;
}

}  // namespace warpmark
