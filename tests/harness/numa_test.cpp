#include "harness/numa.h"

#include <gtest/gtest.h>

#include <array>
#include <linux/mempolicy.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace warpmark {
namespace {

/// How this thread's memory is placed, and on which of the first nodes.
struct Policy {
  int mode = -1;
  unsigned long nodes = 0;
  bool operator==(const Policy&) const = default;
};

Policy policy() {
  Policy now;
  std::array<unsigned long, 16> nodes{};
  ::syscall(SYS_get_mempolicy, &now.mode, nodes.data(), 1025, nullptr, 0);
  now.nodes = nodes[0];
  return now;
}

bool may_be_changed() { return ::syscall(SYS_set_mempolicy, MPOL_DEFAULT, nullptr, 0) == 0; }

TEST(PreferredNode, IsPreferredUntilItsEnd) {
  if (!may_be_changed()) GTEST_SKIP() << "the kernel lets nobody choose here";
  const auto before = policy();
  {
    const PreferredNode node(0);
    EXPECT_EQ(policy(), (Policy{MPOL_PREFERRED, 1}));
    {
      const PreferredNode none(-1), beyond(1 << 20), absent(1000);
      EXPECT_EQ(policy(), (Policy{MPOL_PREFERRED, 1}));
    }
    EXPECT_EQ(policy(), (Policy{MPOL_PREFERRED, 1}));
  }
  EXPECT_EQ(policy(), before);
}

}  // namespace
}  // namespace warpmark
