#pragma once

#include "reports/compare/comparison.h"

#include <string>
#include <vector>

// What several outputs say in the same words.
namespace warpmark {

/// "2 regressed, 1 missing, 40 same": verdicts that no case has are left out.
std::string counts_text(const Comparison& comparison);

/// "FAIL: 2 regressed, 40 same".
std::string gate_text(const Comparison& comparison);

/// "1.23 ms → 1.31 ms", with no more digits than the interval of the ratio supports, two where
/// there is none. Empty where a side has no time.
std::string times_text(const CaseVerdict& c);

/// "1.065x slower (1.050–1.081)", always above one, with no more digits than the interval of 95 %
/// supports; "no difference shown (0.99–1.02)", of the new time over the base's, where it holds 1;
/// "1.1x slower (no interval)" where there are too few runs for one. Stands beside times_text()
/// wherever it is shown. Empty where there is no ratio, or a side has no time.
std::string change_text(const CaseVerdict& c);

/// "margin 5 % (rule)".
std::string margin_text(const Margin& margin);

/// "q 0.008, margin 5 % (rule), 8 runs against 8". Empty where nothing was tested.
std::string evidence_text(const CaseVerdict& c);

/// "driver_version: 570 → 580".
std::string difference_text(const Difference& d);

/// Why the verdict is what it is, as far as the numbers do not say: the note, the runs it would
/// take, an implementation that changed. Empty where there is nothing to say.
std::string remark_text(const CaseVerdict& c);

/// case_id, and the GPUs where there are some: "gemm… on 0;1".
std::string case_text(const CaseVerdict& c);

/// What has to be said before any verdict is believed: warnings, differences of machine, canaries,
/// a design that cannot find a lone change.
std::vector<std::string> cautions(const Comparison& comparison);

/// Does someone have to look at it?
bool noteworthy(const CaseVerdict& c);

}  // namespace warpmark
