#include "models/training_workload.h"

#include "harness/error.h"
#include "harness/profile.h"
#include "harness/stopwatch.h"
#include "models/inference_workload.h"
#include "models/network_workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

namespace warpmark::nn {
namespace {

namespace fs = std::filesystem;

Index axis_or(const Params& params, const char* axis, Index otherwise) {
  return params.has(axis) ? params[axis] : otherwise;
}

Build training_build(const Point& point, const Context& context) {
  Build build = build_of(point, context);
  const bool augmented = point.params.has("augment") && point.params.word("augment") == "crop_flip";
  build.augmentation = augmented ? Augmentation::crop_flip : Augmentation::none;
  return build;
}

/// All cases share them; one that holds some out has a copy of its own.
std::shared_ptr<const DataSet> training_images(const Point& point, const Context& context) {
  const std::shared_ptr<const DataSet> all = images_of(point, context);
  const Index held_out = axis_or(point.params, "validation", 0);
  return held_out == 0 ? all : std::make_shared<const DataSet>(split(*all, held_out));
}

/// Steps are timed without the images that only epochs are evaluated on.
Trainer::Settings settings(const Recipe& recipe, const Params& params, bool by_epochs) {
  Schedule schedule{.rate = recipe.learning_rate};
  schedule.epochs = axis_or(params, "epochs", schedule.epochs);
  schedule.warmup_epochs = axis_or(params, "warmup", 0);
  if (params.has("schedule")) schedule.decay = parse_decay(params.word("schedule"));
  return {recipe.network, {.momentum = recipe.momentum}, schedule, by_epochs};
}

/// Its repetition is an epoch, or a step of one.
class TrainingWorkload : public NetworkWorkload {
 public:
  TrainingWorkload(const Recipe& recipe, const Compile& compile, const Point& point,
                   const Context& context)
      : NetworkWorkload(recipe, compile, training_build(point, context), Pass::training,
                        Norms::apart),
        annotations_(context.annotations),
        by_epochs_(context.mode.timing == Timing::epoch),
        epochs_(axis_or(point.params, "epochs", 0)),
        file_(by_epochs_ ? context.checkpoint : fs::path()),
        data_(training_images(point, context)),
        trainer_(settings(recipe, point.params, by_epochs_), enough_images(), build_, compile) {
    if (!file_.empty() && fs::exists(file_)) take_up();
  }

  Traits traits() const override {
    const Index left = by_epochs_ ? epochs_ - trainer_.epochs_behind() : 0;
    return {.repeatable = !by_epochs_, .capturable = false, .most = left};
  }

  void run() override {
    if (by_epochs_) {
      const Annotations::Range range(annotations_, ranges::kEpoch, trainer_.epochs_behind() + 1);
      trainer_.run_epoch();
    } else {
      trainer_.run_steps(1);
    }
  }

  /// A fiftieth of an epoch.
  void warm_up() override {
    trainer_.run_steps(std::max(Index{1}, trainer_.steps_per_epoch() / 50));
  }

  void reset() override {
    if (from_) {
      trainer_.reset(*from_);
    } else {
      trainer_.reset();
    }
  }

  void annotate(Sample& sample) override {
    if (by_epochs_) {
      end_epoch(sample);
    } else {
      last_ = {{"loss", trainer_.end_steps().loss}, {"images_per_s", rate(build_.batch, sample)}};
    }
    sample.counters = last_;
  }

  Counters observe() override {
    Counters counters{.implementation = trainer_.implementation(), .values = last_};
    if (from_) counters.implementation += ", went on with " + file_.filename().string();
    if (const auto seconds = trainer_.seconds_to_accuracy()) {
      counters.values["seconds_to_98_pct"] = *seconds;
    }
    return counters;
  }

 private:
  /// Throws Unsupported where they do not make up the whole batches that steps are of.
  const DataSet& enough_images() const {
    if (!by_epochs_ && data_->train.count < build_.batch) {
      throw Unsupported(
          fmt::format("a batch of {} from {} images", build_.batch, data_->train.count));
    }
    return *data_;
  }

  /// Throws Unsupported where nothing is left to do, InvalidInput naming the file.
  void take_up() {
    from_ = load_checkpoint(file_);
    try {
      trainer_.reset(*from_);
    } catch (const InvalidInput& error) {
      throw InvalidInput(file_.string() + ": " + error.what());
    }
    if (trainer_.epochs_behind() < epochs_) return;
    throw Unsupported(fmt::format("{} has all {} epochs behind it", file_.string(), epochs_));
  }

  static double rate(Index images, const Sample& sample) {
    return static_cast<double>(images) / sample.seconds;
  }

  void end_epoch(const Sample& sample) {
    const Annotations::Range range(annotations_, ranges::kEvaluate);
    const Epoch& epoch = trainer_.end_epoch(sample.seconds);
    last_ = {{"epoch", static_cast<double>(epoch.number)},
             {"loss", epoch.loss},
             {"images_per_s", rate(data_->train.count, sample)},
             {"train_accuracy_pct", epoch.train_accuracy_pct},
             {"skipped_steps", static_cast<double>(epoch.skipped_steps)}};
    const auto add = [&](const char* name, const std::optional<double>& value) {
      if (value) last_[name] = *value;
    };
    add("validation_accuracy_pct", epoch.validation_accuracy_pct);
    add("test_accuracy_pct", epoch.test_accuracy_pct);
    if (!file_.empty()) save_checkpoint(file_, trainer_.checkpoint());
  }

  const Annotations* const annotations_;
  const bool by_epochs_;
  const Index epochs_;
  const fs::path file_;  // empty: no checkpoints
  const std::shared_ptr<const DataSet> data_;
  Trainer trainer_;
  std::optional<Checkpoint> from_;
  std::map<std::string, double> last_;  // counters of the last sample
};

}  // namespace

Factory training_factory(const Recipe& recipe, Pass pass, Compile compile) {
  return [recipe, pass, compile = std::move(compile)](
             const Point& point, Context& context) -> std::unique_ptr<Workload> {
    const Recipe here = recipe_at(recipe, point.params);
    if (pass == Pass::training) {
      return std::make_unique<TrainingWorkload>(here, compile, point, context);
    }
    return make_inference_workload(here, compile, point, context);
  };
}

Factory training_factory(const std::string& benchmark, Compile compile) {
  for (const Recipe& recipe : recipes()) {
    for (const Pass pass : {Pass::training, Pass::inference}) {
      if (benchmark == benchmark_name(recipe, pass)) {
        return training_factory(recipe, pass, std::move(compile));
      }
    }
  }
  throw std::invalid_argument("there is no benchmark '" + benchmark + "'");
}

Factories training_factories(const std::string& variant, const Compile& compile) {
  Factories factories;
  for (const Recipe& recipe : recipes()) {
    for (const Pass pass : {Pass::training, Pass::inference}) {
      factories[benchmark_name(recipe, pass) + '.' + variant] =
          training_factory(recipe, pass, compile);
    }
  }
  return factories;
}

}  // namespace warpmark::nn
