#include "suites/nearest.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

TEST(EditDistance, CountsChanges) {
  EXPECT_EQ(edit_distance("", ""), 0);
  EXPECT_EQ(edit_distance("quick", "quick"), 0);
  EXPECT_EQ(edit_distance("quik", "quick"), 1);
  EXPECT_EQ(edit_distance("qiuck", "quick"), 1);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3);
  EXPECT_EQ(edit_distance("", "abc"), 3);
}

TEST(DidYouMean, NamesTheNearestIfItIsNear) {
  EXPECT_EQ(did_you_mean("quik", {"kernels", "quick"}),
            ": did you mean 'quick'? (known: kernels quick)");
  EXPECT_EQ(did_you_mean("zzz", {"kernels", "quick"}), "; known: kernels quick");
  EXPECT_EQ(did_you_mean("zzz", {}), "");
}

}  // namespace
}  // namespace warpmark
