#include "models/specs.h"

#include "kernels/axes.h"
#include "kernels/variants.h"
#include "models/verification.h"

#include <cmath>

namespace warpmark::nn {
namespace {

constexpr Index kHeldOut = 0;  // of the axis `validation`, unless it is set

Axis with_default(Axis axis) {
  axis.unnamed = axis.values.front();
  return axis;
}

Axis word_axis(const std::string& name, const std::vector<std::string>& words) {
  return with_default({name, {words.begin(), words.end()}});
}

std::vector<Axis> axes(const Recipe& recipe, Pass pass, Origin origin) {
  const bool training = pass == Pass::training;
  std::vector<Axis> axes = {
      dtype_axis(recipe.dtypes),
      size_axis("batch", training ? recipe.train_batches : recipe.infer_batches)};
  if (training && recipe.epochs) {
    axes.push_back(with_default(size_axis("epochs", {10})));
    axes.push_back(word_axis("schedule", {"constant", "step", "cosine"}));
    axes.push_back(with_default(size_axis("warmup", {0})));
    axes.push_back(with_default(size_axis("validation", {kHeldOut})));
  }
  if (training && recipe.augmentation) axes.push_back(word_axis("augment", {"none", "crop_flip"}));
  axes.push_back({.name = "data", .values = {name(origin)}, .unnamed = name(Origin::real)});
  return axes;
}

double width_of(const Params& p) {
  return static_cast<double>(storage_bytes(parse_dtype(p.word("dtype"))));
}

/// What a pass needs, from its graph.
struct Needs {
  Needs(const Recipe& recipe, Pass pass)
      : flops(cost(graph_of(recipe, pass, Norms::folded), 1, sizeof(float)).flops) {
    const Graph forward = recipe.network(Builder::Mode::training);
    for (const Value& value : forward.values) {
      if (value.batched) activations += static_cast<double>(count(value.shape));
    }
    for (const Persistent& p : forward.parameters) {
      parameters += static_cast<double>(count(forward.value(p.value).shape));
    }
    image_bytes = static_cast<double>(count(forward.value(forward.images).shape));
  }

  double flops;                             // for an image
  double activations = 0, image_bytes = 0;  // elements of all values of the forward pass; bytes
  double parameters = 0;                    // elements
};

/// Of `images` images in `steps` steps. Bytes are what has to come from memory and go there, were
/// everything between the layers kept in registers: images; parameters, read in inference, read and
/// written with their velocities in training.
Work work(const Needs& needs, Pass pass, double images, double steps) {
  const double touched = pass == Pass::training ? 4 : 1;
  return {.flops = needs.flops * images,
          .bytes = needs.image_bytes * images + touched * needs.parameters * sizeof(float) * steps,
          .items = images};
}

/// At most: every value of the forward pass at once and as much again for those of the backward
/// pass, of the timed program and of the one that is verified; all images; the state four times in
/// double precision.
Footprint footprint(const Recipe& recipe, const Needs& needs, Pass pass, DeviceKind device,
                    const Params& p) {
  const double programs = pass == Pass::training ? 4 : 2;
  const double values =
      programs * needs.activations * static_cast<double>(p["batch"]) * width_of(p);
  const double images =
      needs.image_bytes * static_cast<double>(recipe.train_images + recipe.test_images);
  const double state = 4 * sizeof(double) * needs.parameters;
  if (device == DeviceKind::cpu) return {.host_bytes = values + 2 * images + state};
  return {.host_bytes = images + state, .device_bytes = values + images + state};
}

Variant variant(const Recipe& recipe, const Needs& needs, Pass pass, DeviceKind device,
                std::string name, std::string module, const std::vector<std::string>& dtypes) {
  const bool epochs = pass == Pass::training && recipe.epochs;
  return {.name = std::move(name),
          .device = device,
          .module = std::move(module),
          .timings = epochs ? std::vector{Timing::epoch, Timing::step} : std::vector{Timing::step},
          .supports = only_dtypes(dtypes),
          .footprint = [=](const Params& p) { return footprint(recipe, needs, pass, device, p); }};
}

/// Exactly so many epochs; a thousand single images, for the 99th percentile of their latency.
Sampling sampling(Pass pass, const Params& p, Timing timing) {
  constexpr int kForLatency = 1000;
  constexpr double kWarmUp_s = 0.05;
  if (timing == Timing::epoch) {
    return {.exactly = static_cast<int>(p["epochs"]), .warmup_s = kWarmUp_s};
  }
  if (pass == Pass::inference && p["batch"] == 1) {
    return {.exactly = kForLatency, .warmup_s = kWarmUp_s};
  }
  return {};
}

/// An epoch has all images that are not held out.
Work epoch_work(const ImageSource& source, const Needs& needs, const Params& p) {
  const auto images = static_cast<double>(source.facts().train - p["validation"]);
  return work(needs, Pass::training, images, std::ceil(images / static_cast<double>(p["batch"])));
}

}  // namespace

BenchmarkSpec network_spec(const Recipe& recipe, Pass pass, const ImageSource& images) {
  const bool training = pass == Pass::training;
  const Needs needs(recipe, pass);
  BenchmarkSpec spec;
  spec.name = benchmark_name(recipe, pass);
  spec.summary = (training ? "training " : "inference with ") + recipe.summary;
  spec.suite = "training";
  spec.axes = axes(recipe, pass, images.origin);
  spec.work = [=](const Params& p) {
    return work(needs, pass, static_cast<double>(p["batch"]), 1);
  };
  spec.epoch_work = [=](const Params& p) { return epoch_work(images, needs, p); };
  spec.inputs = [](const Params&) { return std::vector<Input>(); };
  spec.data = {images.folder, [images] { return images.facts().description; }};
  spec.verify = expectations(recipe, pass);
  spec.sampling = [=](const Params& p, Timing timing) { return sampling(pass, p, timing); };
  spec.variants = {
      variant(recipe, needs, pass, DeviceKind::cpu, "onednn", "training_cpu", {"fp32", "bf16"}),
      variant(recipe, needs, pass, DeviceKind::gpu, "cudnn", "training_cuda",
              {"fp32", "tf32", "bf16", "fp16"})};
  if (training && recipe.fused) {
    spec.variants.push_back(
        variant(recipe, needs, pass, DeviceKind::gpu, "cuda_fused", "training_cuda", {"fp32"}));
  }
  if (training) {
    spec.counters = {"epoch",
                     "loss",
                     "images_per_s",
                     "train_accuracy_pct",
                     "validation_accuracy_pct",
                     "test_accuracy_pct",
                     "seconds_to_98_pct",
                     "skipped_steps"};
  }
  return spec;
}

std::vector<BenchmarkSpec> network_specs(const std::filesystem::path& data) {
  std::vector<BenchmarkSpec> specs;
  for (const Recipe& recipe : recipes()) {
    const ImageSource images = find_images(recipe, data);
    for (const Pass pass : {Pass::training, Pass::inference}) {
      specs.push_back(network_spec(recipe, pass, images));
    }
  }
  return specs;
}

}  // namespace warpmark::nn
