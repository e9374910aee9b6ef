#include "models/backends/cuda/branches.h"

namespace warpmark::nn {
namespace {

void append(std::vector<ValueId>& to, const std::vector<int>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Branches::Branches(const std::vector<Kernel>& kernels) {
  std::vector<int> beside;               // kernels
  int main = -1;                         // the last kernel of the main queue
  int main_seen = -1, beside_seen = -1;  // that the other queue waits for
  for (int i = 0; i < static_cast<int>(kernels.size()); ++i) {
    const Kernel& kernel = kernels[static_cast<std::size_t>(i)];
    Turn turn{kernel.aside};
    if (kernel.aside) {
      if (main > main_seen) turn.behind = main_seen = main;
      beside.push_back(i);
    } else {
      const int count = static_cast<int>(beside.size());
      const int needed = kernel.phase == Phase::optimizer ? count - 1 : count - 1 - kLag;
      if (needed >= 0 && beside[static_cast<std::size_t>(needed)] > beside_seen) {
        turn.behind = beside_seen = beside[static_cast<std::size_t>(needed)];
      }
      main = i;
    }
    turns.push_back(turn);
  }
  if (!beside.empty() && beside.back() > beside_seen) behind_at_end = beside.back();
}

std::vector<Step> Branches::steps(const std::vector<Kernel>& kernels, int first_workspace) const {
  std::vector<Step> steps(kernels.size());
  for (std::size_t i = 0; i < kernels.size(); ++i) {
    const int workspace = first_workspace + static_cast<int>(i);
    append(steps[i].reads, kernels[i].reads);
    append(steps[i].writes, kernels[i].writes);
    steps[i].writes.push_back(workspace);
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
    last.reads.push_back(first_workspace + static_cast<int>(i));
  }
  return steps;
}

}  // namespace warpmark::nn
