#pragma once

#include "harness/cuda/queue.h"
#include "harness/plan_file.h"

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace warpmark {

/// Several ways of a library to compute something, numbered from 0, the best first by its own
/// rules.
struct Candidates {
  std::string library;  // with its versions
  std::string graph;    // what is to be computed
  int count = 0;
  std::function<std::string(int)> name;  // engine and knobs
  std::function<bool(int)> prepare;      // can it be run?
  std::function<void(int)> run;          // enqueues it on scratch memory
};

/// Which of them: the first that can be run; or the fastest of the first few, each timed, unless it
/// was chosen before: in this process, or in a file that keeps choices.
class EngineChoice {
 public:
  enum class By { heuristics, timing };
  static constexpr int kCandidates = 12;

  /// `notes` hears, a line each, what was passed over or chosen anew.
  explicit EngineChoice(By by, std::ostream& notes = std::cerr)
      : by_(by), notes_(&notes), chosen_(std::make_shared<std::map<std::string, int>>()) {}

  /// The same, with a file for what is chosen by timing; empty: none.
  EngineChoice kept_in(const std::filesystem::path& file) const;

  /// What cannot be captured into a CUDA graph is passed over. A choice in the file that can no
  /// longer be run is made anew. Throws Unsupported, with the graph, where none can be run;
  /// InvalidInput and WriteError as keep_plan() does; DeviceLost.
  int operator()(CudaQueue& queue, const Candidates& of);

  /// The number chosen before, in this process; -1: there is none.
  int known(const CudaQueue& queue, const std::string& graph) const;

  /// To be added to a description of what was chosen: ", engines by their heuristics", or nothing.
  std::string how() const;

 private:
  int choose(CudaQueue& queue, const Candidates& of);
  std::optional<int> kept(const PlanKey& key, const Candidates& of);
  std::optional<double> time(CudaQueue& queue, const Candidates& of, int i, double least);
  void note(const std::string& line);

  By by_;
  std::ostream* notes_;
  std::filesystem::path file_;
  std::shared_ptr<std::map<std::string, int>> chosen_;  // copies share what they know
};

/// All choices of a process: copies know the same.
class EngineChoices {
 public:
  /// By heuristics, or by timing with a file as EngineChoice::kept_in() has it.
  EngineChoice operator()(bool by_heuristics, const std::filesystem::path& file) const {
    return by_heuristics ? ruled_ : timed_.kept_in(file);
  }

 private:
  EngineChoice ruled_{EngineChoice::By::heuristics}, timed_{EngineChoice::By::timing};
};

}  // namespace warpmark
