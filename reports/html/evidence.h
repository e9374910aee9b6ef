#pragma once

#include "reports/html/page.h"

#include <optional>
#include <string>
#include <vector>

namespace warpmark::html {

/// One sample of a case.
struct EvidenceSample {
  double time_s = 0;
  std::optional<double> clock_hz = {};  // of the multiprocessors, where it was measured
};

/// The valid samples of one run of a case, in the order of time; one at least.
struct EvidenceRun {
  std::string run_id;
  bool base = false;
  std::string started_utc;  // of the case in this run; empty: not known
  std::vector<EvidenceSample> samples;
};

struct Evidence {
  std::string case_id, verdict;
  std::vector<EvidenceRun> runs;  // of both sides, in the order of time
};

/// Of how many folders of results samples were kept.
struct KeptSamples {
  std::size_t folders = 0, with_samples = 0;
};

/// What is known of the cases that changed.
struct AllEvidence {
  std::vector<Evidence> cases;
  std::size_t changed = 0;  // of these `cases` are the first
  KeptSamples base = {}, fresh = {};
};

/// Two strips for each case: its samples, and below them the clock where it was measured.
Section evidence(const AllEvidence& all);

}  // namespace warpmark::html
