#include "models/needs.h"

#include "models/plan.h"
#include "models/verification.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

/// Elements of batched values for an image that no plan of a graph can do without at once, were
/// every node a kernel.
double most_alive(const Graph& graph) {
  constexpr Index kImages = 64;  // so many that alignment does not count
  std::vector<Step> steps;
  for (const Node& node : graph.nodes) steps.push_back({node.inputs, node.outputs});
  std::vector<std::size_t> bytes;
  for (const Value& value : graph.values) {
    const Index elements = value.batched ? count(value.shape) * kImages : 0;
    bytes.push_back(static_cast<std::size_t>(elements));
  }
  return static_cast<double>(plan_memory(steps, bytes, {graph.logits}).lower_bound) / kImages;
}

/// A compiled program: what is alive within a step, an eighth more for what is copied into other
/// layouts and for scratch space; parameters, gradients, velocities and copies of weights in other
/// layouts; and what libraries keep.
double program_bytes(const Needs& needs, const Params& point) {
  constexpr double kCopies = 1.125, kArenas = 5, kLibraries = 64 << 20;
  const DType dtype = parse_dtype(point.word("dtype"));
  const double step =
      needs.alive * static_cast<double>(point["batch"]) * static_cast<double>(storage_bytes(dtype));
  return kCopies * step + kArenas * sizeof(float) * needs.parameters + kLibraries;
}

/// The reference, which keeps all values; initial, earlier, later and exact parameters.
double verification_bytes(const Needs& needs, const Params& point) {
  constexpr double kStates = 9;
  const auto distinct = static_cast<double>(distinct_images(point["batch"], needs.verified_images));
  return sizeof(double) * (distinct * needs.all + kStates * needs.parameters);
}

}  // namespace

Needs needs_of(const Recipe& recipe, Pass pass) {
  const Graph graph = graph_of(recipe, pass, Norms::folded);
  Needs needs{.pass = pass,
              .flops = flops(graph, 1),
              .alive = most_alive(graph),
              .image_bytes = static_cast<double>(count(graph.value(graph.images).shape)),
              .images = static_cast<double>(recipe.train_images + recipe.test_images),
              .verified_images = recipe.verified_images};
  for (const Value& value : graph_of(recipe, pass, Norms::apart).values) {
    if (value.batched) needs.all += static_cast<double>(count(value.shape));
  }
  for (const Persistent& p : graph.parameters) {
    needs.parameters += static_cast<double>(count(graph.value(p.value).shape));
  }
  return needs;
}

NeedsAt needs_at(const Recipe& recipe, Pass pass) {
  const Needs whole = needs_of(recipe, pass);
  if (!has_unused_taps(recipe)) return [=](const Params&) { return whole; };
  const Needs cropped = needs_of(with_cropped_filters(recipe), pass);
  return [=](const Params& point) { return has_cropped_filters(point) ? cropped : whole; };
}

Work work(const Needs& needs, double images, double steps) {
  const double touched = needs.pass == Pass::training ? 4 : 1;
  return {.flops = needs.flops * images,
          .bytes = needs.image_bytes * images + touched * needs.parameters * sizeof(float) * steps,
          .items = images};
}

Footprint footprint(const Needs& needs, DeviceKind device, const Params& point) {
  const double programs = 2 * program_bytes(needs, point);
  const double images = needs.image_bytes * needs.images;
  const double host = verification_bytes(needs, point) + 2 * images;
  if (device == DeviceKind::cpu) return {.host_bytes = host + programs};
  return {.host_bytes = host, .device_bytes = programs + images};
}

}  // namespace warpmark::nn
