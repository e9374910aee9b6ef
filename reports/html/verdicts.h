#pragma once

#include "harness/statistics.h"
#include "reports/html/page.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace warpmark::html {

/// What a comparison says of one case.
struct JudgedCase {
  /// case_id, and of GPUs which.
  std::string name() const { return devices.empty() ? case_id : case_id + " on " + devices; }

  std::string case_id, devices, verdict;  // "regressed", "same" …
  std::string note;                       // why, where the numbers do not say it
  std::optional<double> base_s, new_s;    // medians of the runs' medians
  std::size_t base_runs = 0, new_runs = 0;
  std::optional<double> ratio;  // new / base, with its interval
  std::optional<Interval> ratio_interval;
  double margin = 0;        // of the ratio: a change that does not matter
  std::string margin_from;  // what ruled it: "rule", "calibrated" …
  std::optional<double> q;
};

/// What cases are called beside each other: the case_id, and which GPU only where that is there for
/// several.
class CaseNames {
 public:
  explicit CaseNames(const std::vector<JudgedCase>& cases);
  std::string operator()(const JudgedCase& judged) const;

 private:
  std::set<std::string> of_several_;  // case_ids
};

struct Judgement {
  std::string gate;                    // "pass", "fail" …
  std::vector<std::string> sentences;  // what is compared with what, and warnings
  std::vector<JudgedCase> cases;       // in the order in which they are shown
};

/// The banner, and every case that has a ratio. A ratio without both times and an interval is not
/// shown.
Section verdicts(const Judgement& judgement);

}  // namespace warpmark::html
