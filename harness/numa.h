#pragma once

#include <array>

namespace warpmark {

/// Until it is destroyed, what the calling thread allocates comes from one NUMA node, as long as
/// there is room. Nothing changes where the node is negative, or the kernel does not allow it, as
/// in some containers. (set_mempolicy(2).)
class PreferredNode {
 public:
  explicit PreferredNode(int node);
  ~PreferredNode();
  PreferredNode(const PreferredNode&) = delete;
  PreferredNode& operator=(const PreferredNode&) = delete;

 private:
  static constexpr int kNodes = 1024;  // a kernel's most
  static constexpr int kBits = 8 * sizeof(unsigned long);
  using Nodes = std::array<unsigned long, kNodes / kBits>;  // a bit each

  bool changed_ = false;
  int mode_ = 0;  // as it was before
  Nodes nodes_{};
};

}  // namespace warpmark
