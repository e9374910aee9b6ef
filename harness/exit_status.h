#pragma once

namespace warpmark {

/// Exit statuses, one table for all commands; docs/method.md explains each.
enum ExitStatus {
  kSuccess = 0,
  kRegression = 1,
  kUsage = 2,
  kCaseFailed = 3,
  kNotComparable = 4,
  kInvalidInput = 5,
  kInconclusive = 6,
  kNothingRan = 7,
  kInternal = 70,
  kCannotWrite = 74,
  kSignalBase = 128,  // 130 interrupted, 143 terminated, 129 hung up
};

}  // namespace warpmark
