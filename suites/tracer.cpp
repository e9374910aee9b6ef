#include "suites/tracer.h"

#include "harness/error.h"
#include "harness/profile.h"
#include "suites/exit.h"

#include <algorithm>
#include <iostream>

namespace warpmark {
namespace {

bool runs_on_gpu(const Case& c) { return c.device.kind == DeviceKind::gpu && c.device.present(); }

/// Null where no case runs on a GPU.
std::unique_ptr<ActivityRecorder> watch_gpus(const std::vector<Case>& cases, Loader& loader) try {
  if (std::none_of(cases.begin(), cases.end(), runs_on_gpu)) return nullptr;
  if (!loader.built("cupti")) throw Unsupported("this program was built without CUPTI");
  return loader.open("cupti").record_activity();
} catch (const Unsupported& reason) {
  throw NothingRan(std::string("--trace: the GPU cannot be watched: ") + reason.what());
}

}  // namespace

Tracer::Tracer(const std::filesystem::path& file, Executor& executor, Timeline& timeline,
               const std::vector<Case>& cases, Loader& loader)
    : executor_(executor),
      timeline_(timeline),
      recorder_(watch_gpus(cases, loader)),
      trace_(file, steady_now()) {
  if (recorder_) return;
  const std::string& absence = environment().gpu_absence;
  std::cerr << "warpmark: the trace holds no GPU activity: "
            << (absence.empty() ? "no case runs on a GPU" : absence) << std::endl;
}

Result Tracer::measure(const Case& c) {
  Result row = executor_.measure(c);
  const std::vector<Span> spans = timeline_.take();
  const auto activities = recorder_ ? recorder_->take() : std::vector<Activity>();
  trace_.add(spans, activities);
  if (runs_on_gpu(c)) row.counters.merge(device_times(spans, activities));
  return row;
}

}  // namespace warpmark
