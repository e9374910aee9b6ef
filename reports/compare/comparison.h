#pragma once

#include "harness/statistics.h"
#include "reports/compare/known_noise.h"
#include "reports/compare/margin.h"
#include "reports/compare/recorded_runs.h"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace warpmark {

/// What a comparison says of a case; each has exactly one. In the order in which they are shown.
enum class Judgement {
  regressed,
  broken,
  missing,
  env_shift,
  suspect,
  improved,
  inconclusive,
  incomparable,
  fresh,  // "new"
  same,
};
inline constexpr std::size_t kVerdicts = 10;

std::string_view name(Judgement verdict);

/// What CI should read.
enum class Gate { pass, fail, inconclusive, invalid };

std::string_view name(Gate gate);

/// One side of a case.
struct SideTime {
  std::size_t runs = 0;            // with a usable time
  std::optional<double> median_s;  // of the runs' medians; empty where no run has a time
  std::string implementation;      // several are joined by " | "
};

/// Ends the note of what is inconclusive and has no runs_needed.
inline constexpr std::string_view kNoneSaid =
    "; how many runs would tell cannot be said without a usable one";

/// A case and its verdict. What cannot be computed is empty.
struct CaseVerdict {
  std::string case_id, devices, device, timing;
  Judgement verdict = Judgement::incomparable;
  std::string note;  // why, where the numbers do not say it
  SideTime base, fresh;
  std::optional<double> ratio;  // the new time / the base's, as Hodges and Lehmann shift it
  std::optional<Interval> ratio_interval;  // 95 %
  std::optional<double> p, q;
  Margin margin;
  std::optional<std::size_t>
      runs_needed;  // a side, where the verdict is inconclusive and runs tell

  bool implementation_changed() const { return base.implementation != fresh.implementation; }
};

/// A fact in which the sides differ: "driver_version".
struct Difference {
  std::string field, base, fresh;
};

struct CompareOptions {
  KnownNoise noise;                   // between runs of one program
  std::vector<MarginOption> margins;  // in place of the rule
  std::string allow_missing;          // a regular expression of case_ids; empty: none
  bool strict = false;
};

/// Whether a lone change could be found at all.
struct Design {
  std::size_t cases = 0;                      // tested
  std::size_t base_runs = 0, fresh_runs = 0;  // of the tested case with the fewest
  double smallest_p = 1;                      // that so many runs can give
  std::size_t runs_needed = 1;                // a side, for one change among so many cases

  bool too_weak() const { return cases > 0 && smallest_p * static_cast<double>(cases) > 0.05; }
};

/// All that the outputs show.
struct Comparison {
  std::array<std::vector<std::filesystem::path>, 2> files;  // base, new
  std::array<std::size_t, 2> runs{};
  KnownNoise noise;  // that the margins are not below
  std::vector<std::string> warnings;
  std::vector<Difference> identity;  // what makes the machines others: nothing is judged
  std::vector<Difference> context;   // what may explain a change
  std::vector<std::string> shifted;  // one sentence for each device whose canaries moved
  std::vector<CaseVerdict> cases;    // by verdict, then by size of the change, then by name
  Design design;
  Gate gate = Gate::pass;
  int exit_status = 0;  // harness/exit_status.h

  std::size_t count(Judgement verdict) const;
};

/// Judges all cases of two sides; docs/compare.md has the rules. Throws UsageError where
/// allow_missing does not compile, InvalidInput where an env.json beside a file holds no JSON or a
/// case has more than 1,000 runs on a side.
Comparison compare(const RecordedRuns& base, const RecordedRuns& fresh,
                   const CompareOptions& options);

/// Puts the cases in order, and decides gate and exit status by their verdicts.
void conclude(Comparison& comparison, bool strict);

}  // namespace warpmark
