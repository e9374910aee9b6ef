#include "models/specs.h"

#include "harness/error.h"
#include "kernels/axes.h"
#include "kernels/variants.h"
#include "models/needs.h"
#include "models/verification.h"

#include <fmt/format.h>

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
  if (has_unused_taps(recipe)) axes.push_back(word_axis("filters", {"whole", "cropped"}));
  axes.push_back({.name = "data", .values = {name(origin)}, .unnamed = name(Origin::real)});
  return axes;
}

/// Of these dtypes, and of the images that are there: --axis chooses among cases and turns no image
/// into another.
Supports only(const std::vector<std::string>& dtypes, Origin found) {
  return [dtypes = only_dtypes(dtypes), data = std::string(name(found))](const Params& p) {
    return dtypes(p) && p.word("data") == data;
  };
}

Variant variant(const Recipe& recipe, const NeedsAt& needs, Pass pass, DeviceKind device,
                std::string name, std::string module, Supports supports) {
  const bool epochs = pass == Pass::training && recipe.epochs;
  return {.name = std::move(name),
          .device = device,
          .module = std::move(module),
          .timings = epochs ? std::vector{Timing::epoch, Timing::step} : std::vector{Timing::step},
          .supports = std::move(supports),
          .footprint = [=](const Params& p) { return footprint(needs(p), device, p); }};
}

/// Exactly so many epochs; a thousand single images, for the 99th percentile of their latency.
int samples(Pass pass, const Params& p, Timing timing) {
  constexpr int kForLatency = 1000;
  if (timing == Timing::epoch) return static_cast<int>(p["epochs"]);
  return pass == Pass::inference && p["batch"] == 1 ? kForLatency : 0;
}

/// `flops`: of a repetition. No case takes so long as at the speed of one old core.
Sampling sampling(int exactly, double flops) {
  constexpr double kWarmUp_s = 0.05, kBeyond_s = 600, kSlowest_flops_per_s = 1e10;
  // However long one takes: to size a sample, to verify, to warm up, a sample, for energy; and one
  // to spare.
  constexpr int kAtLeast = 6;
  const int repetitions = exactly > 0 ? exactly : kAtLeast;
  return {.exactly = exactly,
          .warmup_s = exactly > 0 ? kWarmUp_s : 0,
          .timeout_s = kBeyond_s + repetitions * flops / kSlowest_flops_per_s};
}

/// How many images are not held out. Throws UsageError where none is.
Index trained_on(const ImageSource& source, const Params& p) {
  const ImageFacts facts = source.facts();
  if (p["validation"] < facts.train) return facts.train - p["validation"];
  throw UsageError(fmt::format("validation={}: {} has {} training images: none is left to train on",
                               p["validation"], facts.description, facts.train));
}

Work epoch_work(const ImageSource& source, const NeedsAt& needs, const Params& p) {
  const auto images = static_cast<double>(trained_on(source, p));
  return work(needs(p), images, std::ceil(images / static_cast<double>(p["batch"])));
}

/// A batch, of what there is to train on.
Work step_work(const ImageSource& source, const NeedsAt& needs, const Params& p) {
  if (p.has("validation")) trained_on(source, p);
  return work(needs(p), static_cast<double>(p["batch"]), 1);
}

}  // namespace

BenchmarkSpec network_spec(const Recipe& recipe, Pass pass, const ImageSource& images) {
  const bool training = pass == Pass::training;
  const NeedsAt needs = needs_at(recipe, pass);
  BenchmarkSpec spec;
  spec.name = benchmark_name(recipe, pass);
  spec.summary = (training ? "training " : "inference with ") + recipe.summary;
  spec.suite = "training";
  spec.axes = axes(recipe, pass, images.origin);
  spec.work = [=](const Params& p) { return step_work(images, needs, p); };
  spec.epoch_work = [=](const Params& p) { return epoch_work(images, needs, p); };
  spec.inputs = [](const Params&) { return std::vector<Input>(); };
  spec.data = {images.folder, [images] { return images.facts().description; }, images.images};
  spec.verify = expectations(recipe, pass);
  spec.sampling = [=](const Params& p, Timing timing) {
    const Index images = timing == Timing::epoch ? recipe.train_images : p["batch"];
    return sampling(samples(pass, p, timing), needs(p).flops * static_cast<double>(images));
  };
  spec.variants = {variant(recipe, needs, pass, DeviceKind::cpu, "onednn", "training_cpu",
                           only({"fp32", "bf16"}, images.origin)),
                   variant(recipe, needs, pass, DeviceKind::gpu, "cudnn", "training_cuda",
                           only({"fp32", "tf32", "bf16", "fp16"}, images.origin))};
  if (training && recipe.fused) {
    spec.variants.push_back(variant(recipe, needs, pass, DeviceKind::gpu, "cuda_fused",
                                    "training_cuda", only({"fp32"}, images.origin)));
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

std::vector<BenchmarkSpec> network_specs(const std::filesystem::path& data,
                                         const std::shared_ptr<ImageShelf>& shelf) {
  std::vector<BenchmarkSpec> specs;
  for (const Recipe& recipe : recipes()) {
    const ImageSource images = find_images(recipe, data, shelf);
    for (const Pass pass : {Pass::training, Pass::inference}) {
      specs.push_back(network_spec(recipe, pass, images));
    }
  }
  return specs;
}

}  // namespace warpmark::nn
