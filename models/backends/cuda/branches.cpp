#include "models/backends/cuda/branches.h"

namespace warpmark::nn {
namespace {

void append(std::vector<ValueId>& to, const std::vector<int>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Branches::Branches(const std::vector<Kernel>& kernels, int lag) {
  std::vector<int> beside;        // kernels
  int joined = 0;                 // how many of these the main queue waits for
  int main = -1, main_seen = -1;  // the last kernel of the main queue; that the other waits for
  for (int i = 0; i < static_cast<int>(kernels.size()); ++i) {
    const Kernel& kernel = kernels[static_cast<std::size_t>(i)];
    Turn turn{kernel.aside};
    if (kernel.aside) {
      if (main > main_seen) turn.behind = main_seen = main;
      beside.push_back(i);
    } else {
      const int count = static_cast<int>(beside.size());
      const bool all = kernel.phase == Phase::optimizer;
      if (all ? count > joined : count - joined > lag) {
        joined = all ? count : count - lag / 2;
        turn.behind = beside[static_cast<std::size_t>(joined - 1)];
      }
      main = i;
    }
    turns.push_back(turn);
  }
  if (static_cast<int>(beside.size()) > joined) behind_at_end = beside.back();
  if (!beside.empty()) first_beside = beside.front();
}

std::vector<Step> Branches::steps(const std::vector<Kernel>& kernels, int first_workspace) const {
  std::vector<Step> steps(kernels.size());
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    append(steps[i].reads, kernels[i].reads);
    append(steps[i].writes, kernels[i].writes);
    steps[i].writes.push_back(first_workspace + workspace_of(static_cast<int>(i)));
  }
  // Kernel i beside is over before the first kernel of the main queue that waits for it or a later
  // one: until then its memory is needed.
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    if (!turns[i].aside) continue;
    std::size_t over = i + 1;
    while (over < kernels.size() &&
           (turns[over].aside || turns[over].behind < static_cast<int>(i))) {
      ++over;
    }
    Step& last = steps[over - 1];
    append(last.reads, kernels[i].reads);
    append(last.reads, kernels[i].writes);
    last.reads.push_back(first_workspace + workspace_of(static_cast<int>(i)));
  }
  return steps;
}

}  // namespace warpmark::nn
