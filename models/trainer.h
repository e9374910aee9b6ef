#pragma once

#include "models/checkpoint.h"
#include "models/program.h"
#include "models/schedule.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace warpmark::nn {

/// One of models/zoo/zoo.h, with image size and classes set.
using Network = std::function<Graph(Builder::Mode)>;

/// What an epoch of training has shown.
struct Epoch {
  Index number = 0;               // from 1
  double seconds = 0;             // of training alone
  double loss = 0;                // mean over the images, each before the step that it is part of
  double train_accuracy_pct = 0;  // of the same images at the same moments
  std::optional<double> validation_accuracy_pct, test_accuracy_pct;  // after the epoch
  Index skipped_steps = 0;                                           // whose gradients overflowed
};

/// Trains a network on one device: programs for training and for evaluation, which takes place
/// between epochs. Never looks at a clock: who times the epochs says how long they took.
class Trainer {
 public:
  struct Settings {
    Network network;
    Sgd optimiser;
    Schedule schedule;
    bool evaluates = true;  // false: the sets `validation` and `test` are left alone
  };

  /// Compiles everything. `data` outlives the trainer; its sets `validation` and `test` are
  /// evaluated where they have images. Throws what `compile` throws, and Unsupported where a batch
  /// norm would have a single element.
  Trainer(const Settings& settings, const DataSet& data, const Build& build,
          const Compile& compile);

  /// Back to the initial state that belongs to the seed, or to a checkpoint's, before whose first
  /// epoch that is. Throws InvalidInput where the checkpoint is of another seed, network or data
  /// set.
  void reset();
  void reset(const Checkpoint& checkpoint);

  /// Enqueues all steps of the next epoch; calling it again before end_epoch() trains it again.
  void run_epoch();

  /// Waits for the epoch, then evaluates. `seconds`: what run_epoch() took. Throws WrongResult
  /// where the loss is not finite.
  const Epoch& end_epoch(double seconds);

  /// Enqueues the next so many steps of whole batches, beginning anew after an epoch's last.
  void run_steps(Index count);

  /// Waits for these steps. Throws WrongResult as end_epoch() does.
  Metrics end_steps();

  /// As it is now: between epochs.
  Checkpoint checkpoint();

  const std::vector<Epoch>& epochs() const { return epochs_; }  // since reset()
  Index epochs_behind() const { return behind_; }               // those of the checkpoint included
  Index steps_per_epoch() const { return steps_; }

  /// Seconds of training until the accuracy on the test images was that high for the first time.
  /// Empty: it never was.
  std::optional<double> seconds_to_accuracy() const { return seconds_to_accuracy_; }
  static constexpr double kTimedAccuracy_pct = 98;

  std::string implementation() const { return training_->implementation(); }

 private:
  struct Evaluation {
    std::unique_ptr<Program> program;  // null: there are no images
    Index steps = 0;
  };
  Evaluation make_evaluation(const Network& network, const ImageSet& images, Build build,
                             const Compile& compile);
  void begin(const State& state, Index epochs_behind);
  std::optional<double> accuracy_pct(Evaluation& evaluation, const State& state);
  Metrics finite_metrics();
  const std::string& images();

  const DataSet* data_;
  std::string images_;  // describe(), which reads them all; empty: nobody has asked yet
  Schedule schedule_;
  std::uint64_t seed_;
  State initial_;
  Index steps_, whole_steps_;  // of an epoch; of whole batches, at least one
  std::unique_ptr<Program> training_;
  Evaluation validation_, test_;

  Index behind_ = 0;          // epochs
  Index next_step_ = 0;       // of run_steps()
  std::vector<float> rates_;  // of the next epoch's steps
  std::vector<Epoch> epochs_;
  double seconds_ = 0;  // of all epochs behind
  std::optional<double> seconds_to_accuracy_;
};

}  // namespace warpmark::nn
