#include "harness/cgroup.h"

#include "tests/files.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// A folder with the proc and sys of some process.
struct CgroupTest : testing::Test {
  void file(const fs::path& path, const std::string& text) {
    fs::create_directories((root / path).parent_path());
    std::ofstream(root / path) << text << '\n';
  }

  const TemporaryFolder folder;
  const fs::path root = folder.path();
};

TEST_F(CgroupTest, TheTightestQuotaOfAncestorsCounts) {
  file("proc/self/cgroup", "0::/a/b/c");
  file("sys/fs/cgroup/a/cpu.max", "250000 100000");
  file("sys/fs/cgroup/a/b/cpu.max", "800000 100000");
  file("sys/fs/cgroup/a/b/c/cpu.max", "max 100000");
  file("sys/fs/cgroup/other/cpu.max", "1 100000");
  EXPECT_EQ(cgroup_cores(root), 2.5);
}

TEST_F(CgroupTest, OfVersionOneTheCpusTreeCounts) {
  file("proc/self/cgroup", "5:memory:/m\n4:cpu,cpuacct:/a/b\n3:cpuset:/s\n0::/unified");
  file("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "600000");
  file("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "200000");
  file("sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us", "-1");
  file("sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us", "100000");
  file("sys/fs/cgroup/cpuset/s/cpu.cfs_quota_us", "1");
  file("sys/fs/cgroup/cpuset/s/cpu.cfs_period_us", "100000");
  EXPECT_EQ(cgroup_cores(root), 3);
}

/// The path is the host's, and what is mounted is the container's own group.
TEST_F(CgroupTest, InAContainerTheRootIsItsOwn) {
  file("proc/self/cgroup", "4:cpu,cpuacct:/docker/5f3a");
  file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "150000");
  file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
  EXPECT_EQ(cgroup_cores(root), 1.5);
}

TEST_F(CgroupTest, WithoutALimitThereIsNone) {
  EXPECT_EQ(cgroup_cores(root), 0);
  EXPECT_TRUE(std::isinf(cgroup_free_bytes(root)));
  file("proc/self/cgroup", "0::/");
  file("sys/fs/cgroup/cpu.max", "max 100000");
  file("sys/fs/cgroup/memory.max", "max");
  file("sys/fs/cgroup/memory.current", "5");
  EXPECT_EQ(cgroup_cores(root), 0);
  EXPECT_TRUE(std::isinf(cgroup_free_bytes(root)));
}

TEST_F(CgroupTest, MemoryThatIsUsedIsNotLeft) {
  file("proc/self/cgroup", "0::/a");
  file("sys/fs/cgroup/a/memory.max", "1000");
  file("sys/fs/cgroup/a/memory.current", "400");
  EXPECT_EQ(cgroup_free_bytes(root), 600);
  file("proc/self/cgroup", "5:memory:/m");
  file("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "1000");
  file("sys/fs/cgroup/memory/m/memory.usage_in_bytes", "1100");
  EXPECT_EQ(cgroup_free_bytes(root), 0);
}

TEST_F(CgroupTest, FilesKeptInMemoryDoNotCount) {
  file("proc/self/cgroup", "0::/a");
  file("sys/fs/cgroup/a/memory.max", "1000");
  file("sys/fs/cgroup/a/memory.current", "990");
  file("sys/fs/cgroup/a/memory.stat", "anon 390\nfile 610\ninactive_file 400\nactive_file 200");
  EXPECT_EQ(cgroup_free_bytes(root), 610);
  file("proc/self/cgroup", "5:memory:/m");
  file("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "1000");
  file("sys/fs/cgroup/memory/m/memory.usage_in_bytes", "1000");
  file("sys/fs/cgroup/memory/m/memory.stat",
       "active_file 1\ninactive_file 1\ntotal_inactive_file 250\ntotal_active_file 50");
  EXPECT_EQ(cgroup_free_bytes(root), 300);
}

}  // namespace
}  // namespace warpmark
