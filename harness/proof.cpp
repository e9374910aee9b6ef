#include "harness/proof.h"

#include "harness/error.h"

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

void poison(Outputs& outputs) {
  for (auto& output : outputs) output->poison();
}

}  // namespace

void Proof::check_points(const Case& c, Stage& stage, const WorkloadMaker& maker) {
  if (passed_.contains(words(c))) return;
  for (const Params& check : c.spec->check_points) {
    Case at = c;
    for (const auto& [axis, value] : check.values()) at.params.set(axis, value);
    if (!c.variant->supports(at.params)) continue;
    std::unique_ptr<Workload> workload;
    try {
      workload = maker.make(at, stage, Timing::cold);
    } catch (const Unsupported&) {
      continue;  // a library may refuse an odd size that nobody asked to time
    }
    Outputs outputs = workload->outputs();
    poison(outputs);
    workload->run();
    stage.queue->wait();
    try {
      verifier_.check(c.spec->verify, c.spec->name, at.point(stage.seed), outputs, Coverage::full);
    } catch (const WrongResult& mismatch) {
      throw WrongResult("check point " + at.point_name() + ": " + mismatch.what());
    }
  }
  passed_.insert(words(c));
}

double Proof::timed_path(const Case& c, Stage& stage, Stopwatch& stopwatch, Workload& workload) {
  Outputs outputs = workload.outputs();
  poison(outputs);
  stopwatch.rehearse(workload);
  stage.queue->wait();
  return verifier_.check(c.spec->verify, c.spec->name, c.point(stage.seed), outputs,
                         Coverage::sampled);
}

}  // namespace warpmark
