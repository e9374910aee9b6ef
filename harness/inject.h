#pragma once

#include "harness/case.h"
#include "harness/pattern.h"

#include <memory>
#include <string>
#include <vector>

namespace warpmark {

/// A fault put into cases on purpose, to see what becomes of it.
enum class Fault {
  crash,      // writes to memory that may not be written: SIGSEGV
  hang,       // waits for ever
  exception,  // throws
  oom,        // asks for more memory than there are addresses
  wrong,      // one element of the result is read back changed
  slow,       // does `factor` times the work
};

struct Injection {
  std::string name;  // "slow:1.05"
  Fault fault = Fault::crash;
  double factor = 1;  // of work, at least 1
  Pattern cases;
};

/// Reads what follows --inject: "crash=REGEX", "slow:1.05=REGEX". Throws UsageError.
Injection parse_injection(const std::string& text);

/// The first injection that is meant for the case; none: nullptr.
const Injection* find_injection(const std::vector<Injection>& injections,
                                const std::string& case_id);

/// Makes the workload of a case's variant at other parameters.
using MakeAt = std::function<std::unique_ptr<Workload>(const Params&)>;

/// The workload with the fault in it. `slow` runs it as often as the factor is whole, and beside
/// it, in each repetition, a smaller problem of the same variant for the rest of the factor:
/// `make_at` makes it. Throws std::runtime_error where no smaller problem is that small.
std::unique_ptr<Workload> inject(const Injection& injection, const Case& c,
                                 std::unique_ptr<Workload> workload, const MakeAt& make_at);

/// The case's parameters with one size reduced so that the Work is `share` of the case's, as near
/// as sizes allow. Throws std::runtime_error where that is not within a tenth of it.
Params reduced(const Case& c, double share);

}  // namespace warpmark
