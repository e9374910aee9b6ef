#include "harness/self_check.h"

#include "harness/error.h"

namespace warpmark {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "failed";
    default: return "skipped";
  }
}

CheckResult perform(const SelfCheck& check) try {
  const double value = check.measure();
  return {.claim = check.claim,
          .verdict = check.claim.holds(value) ? Verdict::passed : Verdict::failed,
          .value = value};
} catch (const Unsupported& reason) {
  return {.claim = check.claim, .verdict = Verdict::skipped, .message = reason.what()};
} catch (const std::exception& error) {
  return {.claim = check.claim, .verdict = Verdict::failed, .message = error.what()};
}

}  // namespace warpmark
