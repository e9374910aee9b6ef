#include "harness/numa.h"

#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace warpmark {

// glibc has no functions for these calls. They look at one bit less than they are told of.

PreferredNode::PreferredNode(int node) {
  if (node < 0 || node >= kNodes) return;
  if (::syscall(SYS_get_mempolicy, &mode_, nodes_.data(), kNodes + 1, nullptr, 0) != 0) return;
  Nodes wanted{};
  wanted[static_cast<std::size_t>(node / kBits)] = 1UL << node % kBits;
  changed_ = ::syscall(SYS_set_mempolicy, MPOL_PREFERRED, wanted.data(), kNodes + 1) == 0;
}

PreferredNode::~PreferredNode() {
  if (changed_) ::syscall(SYS_set_mempolicy, mode_, nodes_.data(), kNodes + 1);
}

}  // namespace warpmark
