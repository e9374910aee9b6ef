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

/// The words of a point: what check points do not set, and so what they are passed once for.
std::string words(const Case& c) {
  std::string out = c.spec->name + '.' + c.variant->name;
  for (const auto& [axis, value] : c.params.values()) {
    if (std::holds_alternative<std::string>(value)) out += '.' + axis + '=' + text(value);
  }
  return out + (c.device.kind == DeviceKind::gpu ? '@' + c.device.ordinals() : "");
}

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

struct Runner::Stage {
  Platform& platform;
  std::unique_ptr<Queue> queue;
  Ranks& ranks;
  Device device;
  int threads;
  std::uint64_t seed;
  bool profiled;
  std::filesystem::path checkpoint;

  Context context(Timing timing) const {
    return {device, *queue,    ranks, threads, {.timing = timing, .profiled = profiled},
            seed,   checkpoint};
  }
};

Runner::Runner(const RunOptions& options, Environment environment, Loader& loader,
               RangeListener* listener)
    : options_(options),
      environment_(std::move(environment)),
      loader_(loader),
      verifier_(options.seed),
      annotations_(listener) {
  for (const char* range :
       {"setup", "verify", "warmup", "measure", "energy", kClearRange, kRepetitionRange}) {
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

std::unique_ptr<Workload> Runner::make(const Case& c, Stage& stage, Timing timing) {
  Context context = stage.context(timing);
  if (c.variant->make) return c.variant->make(c.point(options_.seed), context);
  const Factories& factories = loader_.open(c.variant->module).factories;
  const std::string key = c.spec->name + '.' + c.variant->name;
  const auto factory = factories.find(key);
  if (factory == factories.end()) {
    throw std::logic_error("module " + c.variant->module + " hands over no '" + key + "'");
  }
  return factory->second(c.point(options_.seed), context);
}

std::unique_ptr<Workload> Runner::make_timed(const Case& c, Stage& stage) {
  auto workload = make(c, stage, c.timing);
  const Injection* injection = find_injection(options_.injections, c.id());
  if (!injection) return workload;
  return inject(*injection, c, std::move(workload), [&](const Params& params) {
    Case other = c;
    other.params = params;
    return make(other, stage, c.timing);
  });
}

void Runner::verify_check_points(const Case& c, Stage& stage) {
  if (checked_.contains(words(c))) return;
  for (const Params& check : c.spec->check_points) {
    Case at = c;
    for (const auto& [axis, value] : check.values()) at.params.set(axis, value);
    if (!c.variant->supports(at.params)) continue;
    std::unique_ptr<Workload> workload;
    try {
      workload = make(at, stage, Timing::cold);
    } catch (const Unsupported&) {
      continue;  // a library may refuse an odd size that nobody asked to time
    }
    Outputs outputs = workload->outputs();
    for (auto& output : outputs) output->poison();
    workload->run();
    stage.queue->wait();
    try {
      verifier_.check(c.spec->verify, c.spec->name, at.point(options_.seed), outputs,
                      Coverage::full);
    } catch (const WrongResult& mismatch) {
      throw WrongResult("check point " + at.point_name() + ": " + mismatch.what());
    }
  }
  checked_.insert(words(c));
}

void Runner::run_case(const Case& c, Result& row) {
  annotations_.declare(row.case_id);
  const Annotations::Range whole(annotations_, row.case_id);
  row.profiled = options_.profile || annotations_.tool_attached();
  require_device(c);
  Platform& device = platform(c.device.kind);
  Stage stage{device,           device.make_queue(c.device.ordinal),
              ranks_,           c.device,
              options_.threads, options_.seed,
              options_.profile, {}};
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

void Runner::run_on(Stage& stage, const Case& c, Result& row) {
  const auto stopwatch = stage.platform.make_stopwatch(c.timing, *stage.queue, options_.profile);
  require_memory(c.variant->footprint(c.params), c.timing,
                 stage.platform.free_bytes(c.device.ordinal));
  {
    const Annotations::Range range(annotations_, "verify");
    verify_check_points(c, stage);
  }
  std::unique_ptr<Workload> workload;
  {
    const Annotations::Range range(annotations_, "setup");
    const WallClock timer;
    workload = make_timed(c, stage);
    stage.queue->wait();
    row.setup_s = timer.seconds();
  }
  {
    const Annotations::Range range(annotations_, "setup");
    stopwatch->prepare(*workload);
  }
  verify(c, stage, *stopwatch, *workload, row);
  stage.platform.reset_peak_memory(*stage.queue);
  warpmark::measure({stage.platform, *stage.queue, c.device.ordinal, ranks_, annotations_,
                     environment_.cpu.usable_cores, policy_of(c), options_.profile},
                    *stopwatch, *workload, row);
  fill_counters(*c.spec, workload->observe(), row);
  if (const double peak = stage.platform.peak_memory_bytes(*stage.queue); peak > 0)
    row.peak_memory_bytes = peak;
}

/// What is verified is the very path that is timed: a replayed graph, a downloaded result.
void Runner::verify(const Case& c, Stage& stage, Stopwatch& stopwatch, Workload& workload,
                    Result& row) {
  const Annotations::Range range(annotations_, "verify");
  Outputs outputs = workload.outputs();
  for (auto& output : outputs) output->poison();
  stopwatch.rehearse(workload);
  stage.queue->wait();
  row.max_error = verifier_.check(c.spec->verify, c.spec->name, c.point(options_.seed), outputs,
                                  Coverage::sampled);
  row.verified = true;
}

}  // namespace warpmark
