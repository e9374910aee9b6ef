#include "harness/case.h"

#include "harness/error.h"
#include "harness/hash.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace warpmark {
namespace {

const Axis* find_axis(const BenchmarkSpec& spec, std::string_view name) {
  for (const Axis& axis : spec.axes) {
    if (axis.name == name) return &axis;
  }
  return nullptr;
}

}  // namespace

std::string Case::point_name() const {
  std::string out;
  for (const auto& [axis, value] : params.values()) {
    const Axis* declared = find_axis(*spec, axis);
    if (declared && declared->unnamed == value) continue;
    out += (out.empty() ? "" : ".") + axis + '=' + text(value);
  }
  return out;
}

std::string Case::id() const {
  return fmt::format("{}.{}.{}.timing={}", spec->name, variant->name, point_name(), name(timing));
}

Point Case::point(std::uint64_t seed) const {
  Point point{params, spec->inputs(params), spec->data};
  for (Input& input : point.inputs) input.seed = seed;
  return point;
}

Work Case::work() const {
  return timing == Timing::epoch ? spec->epoch_work(params) : spec->work(params);
}

std::string Case::hash() const {
  const Work work = this->work();
  std::string what = fmt::format("{} v{} {} timing={} {}/{}/{} exactly={}", spec->name,
                                 spec->version, point_name(), name(timing), work.flops, work.bytes,
                                 work.items, spec->sampling(params, timing).exactly);
  if (threads > 0) what += fmt::format(" threads={}", threads);
  if (spec->data.describe) what += ' ' + spec->data.describe();
  for (const Input& input : spec->inputs(params)) what += ' ' + input.describe();
  for (const Expected& expected : spec->verify) {
    what += fmt::format(" {}:{}", expected.output, expected.tolerance(params).relative);
  }
  return hex_digest('h', what, 16);
}

}  // namespace warpmark
