#include "models/trainer.h"

#include "harness/error.h"
#include "models/gradient.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <variant>

namespace warpmark::nn {
namespace {

constexpr const char* kEpoch = "epoch";
constexpr const char* kSeed = "seed";
constexpr const char* kImages = "images";
constexpr const char* kSeconds = "seconds";
constexpr const char* kSecondsToAccuracy = "seconds_to_98_pct";

double percent(Index part, Index whole) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

/// Throws InvalidInput where there is none.
const std::string& metadata(const Checkpoint& checkpoint, const std::string& key) {
  const auto found = checkpoint.metadata.find(key);
  if (found != checkpoint.metadata.end()) return found->second;
  throw InvalidInput("checkpoint: __metadata__ has no " + key);
}

template <class Number>
Number number(const Checkpoint& checkpoint, const std::string& key) {
  const std::string& text = metadata(checkpoint, key);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  throw InvalidInput(fmt::format("checkpoint: {} '{}' is no number", key, text));
}

/// Throws InvalidInput unless `state` has exactly the tensors of `initial`.
void require_same_tensors(const State& state, const State& initial) {
  for (const auto& [name, tensor] : initial) {
    const auto found = state.find(name);
    if (found == state.end()) throw InvalidInput("checkpoint: there is no tensor '" + name + "'");
    if (found->second.shape != tensor.shape) {
      throw InvalidInput(fmt::format("checkpoint: tensor '{}' has the shape [{}], not [{}]", name,
                                     fmt::join(found->second.shape, ", "),
                                     fmt::join(tensor.shape, ", ")));
    }
  }
  for (const auto& [name, tensor] : state) {
    if (!initial.contains(name)) {
      throw InvalidInput("checkpoint: the network has no '" + name + "'");
    }
  }
}

/// Throws Unsupported where a batch norm is given one element a channel, by the last batch.
void check_batch_norms(const Graph& graph, Index images, Index batch) {
  const Index left = images % batch, last = left == 0 ? batch : left;
  for (const Node& node : graph.nodes) {
    if (!std::holds_alternative<BatchNorm>(node.op)) continue;
    const Shape& x = graph.value(node.inputs.front()).shape;
    if (last * count(x) > x.front()) continue;
    throw Unsupported(
        fmt::format("the last batch of {} images by {} is a single one: in maps of 1×1 "
                    "batch norm finds no variance",
                    images, batch));
  }
}

}  // namespace

Trainer::Trainer(const Settings& settings, const DataSet& data, const Build& build,
                 const Compile& compile)
    : data_(&data),
      schedule_(settings.schedule),
      seed_(build.seed),
      steps_(nn::steps_per_epoch(data.train.count, build.batch)),
      whole_steps_(std::max(Index{1}, data.train.count / build.batch)) {
  const Graph graph = differentiate(settings.network(Builder::Mode::training), settings.optimiser);
  check_batch_norms(graph, data.train.count, build.batch);
  initial_ = initial_state(graph, seed_);
  training_ = compile(graph, data.train, build);
  if (settings.evaluates) {
    validation_ = make_evaluation(settings.network, data.validation, build, compile);
    test_ = make_evaluation(settings.network, data.test, build, compile);
  }
  reset();
}

Trainer::Evaluation Trainer::make_evaluation(const Network& network, const ImageSet& images,
                                             Build build, const Compile& compile) {
  if (images.count == 0) return {};
  build.order = Order::sequential;
  build.augmentation = Augmentation::none;
  return {compile(network(Builder::Mode::inference), images, build),
          nn::steps_per_epoch(images.count, build.batch)};
}

void Trainer::begin(const State& state, Index epochs_behind) {
  training_->write(state);
  training_->metrics();  // what warmed up counts for nothing
  behind_ = epochs_behind;
  next_step_ = 0;
  epochs_.clear();
  rates_ = schedule_.learning_rates(behind_, steps_);
}

void Trainer::reset() {
  seconds_ = 0;
  seconds_to_accuracy_.reset();
  begin(initial_, 0);
}

void Trainer::reset(const Checkpoint& checkpoint) {
  const auto seed = number<std::uint64_t>(checkpoint, kSeed);
  if (seed != seed_) {
    throw InvalidInput(fmt::format("checkpoint: it is of seed {}, not {}", seed, seed_));
  }
  if (const std::string& of = metadata(checkpoint, kImages); of != images()) {
    throw InvalidInput(fmt::format("checkpoint: it was trained on {}, not {}", of, images()));
  }
  require_same_tensors(checkpoint.state, initial_);
  seconds_ = number<double>(checkpoint, kSeconds);
  seconds_to_accuracy_.reset();
  if (checkpoint.metadata.contains(kSecondsToAccuracy)) {
    seconds_to_accuracy_ = number<double>(checkpoint, kSecondsToAccuracy);
  }
  begin(checkpoint.state, number<Index>(checkpoint, kEpoch));
}

const std::string& Trainer::images() {
  if (images_.empty()) images_ = describe(*data_);
  return images_;
}

void Trainer::run_epoch() {
  training_->run({.epoch = behind_, .first = 0, .count = steps_, .learning_rate = rates_});
}

Metrics Trainer::finite_metrics() {
  const Metrics metrics = training_->metrics();
  if (std::isfinite(metrics.loss)) return metrics;
  throw WrongResult(fmt::format("epoch {}: the loss is {}", behind_ + 1, metrics.loss));
}

const Epoch& Trainer::end_epoch(double seconds) {
  const Metrics metrics = finite_metrics();
  const State state = training_->read();
  Epoch epoch{.number = ++behind_,
              .seconds = seconds,
              .loss = metrics.loss,
              .train_accuracy_pct = percent(metrics.correct, metrics.images),
              .validation_accuracy_pct = accuracy_pct(validation_, state),
              .test_accuracy_pct = accuracy_pct(test_, state),
              .skipped_steps = metrics.skipped_steps};
  seconds_ += seconds;
  if (!seconds_to_accuracy_ && epoch.test_accuracy_pct.value_or(0) >= kTimedAccuracy_pct) {
    seconds_to_accuracy_ = seconds_;
  }
  rates_ = schedule_.learning_rates(behind_, steps_);
  return epochs_.emplace_back(epoch);
}

void Trainer::run_steps(Index count) {
  for (Index first = next_step_; count > 0; first = 0) {
    const Index now = std::min(count, whole_steps_ - first);
    const std::span<const float> rates(rates_.data() + first, static_cast<std::size_t>(now));
    training_->run({.epoch = behind_, .first = first, .count = now, .learning_rate = rates});
    next_step_ = (first + now) % whole_steps_;
    count -= now;
  }
}

Metrics Trainer::end_steps() { return finite_metrics(); }

Checkpoint Trainer::checkpoint() {
  Checkpoint now{training_->read(),
                 {{kEpoch, std::to_string(behind_)},
                  {kSeed, std::to_string(seed_)},
                  {kImages, images()},
                  {kSeconds, fmt::format("{}", seconds_)}}};
  if (seconds_to_accuracy_) {
    now.metadata[kSecondsToAccuracy] = fmt::format("{}", *seconds_to_accuracy_);
  }
  return now;
}

std::optional<double> Trainer::accuracy_pct(Evaluation& evaluation, const State& state) {
  if (!evaluation.program) return std::nullopt;
  evaluation.program->write(state);
  evaluation.program->run({.epoch = 0, .first = 0, .count = evaluation.steps});
  const Metrics metrics = evaluation.program->metrics();
  return percent(metrics.correct, metrics.images);
}

}  // namespace warpmark::nn
