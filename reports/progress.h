#pragma once

#include "harness/case.h"
#include "reports/terminal.h"

#include <chrono>
#include <map>
#include <optional>
#include <ostream>
#include <string>

namespace warpmark {

/// How long the rest will take: cases of a kind of device take as long as those before them did.
class TimeLeft {
 public:
  void expect(DeviceKind kind, int cases) { kinds_[kind].left += cases; }
  void pass_over(DeviceKind kind);
  void done(DeviceKind kind, double seconds);
  /// Empty until a case of every kind that is left has been done.
  std::optional<double> seconds() const;

 private:
  struct Kind {
    int left = 0, done = 0;
    double seconds = 0;  // of those done
  };
  std::map<DeviceKind, Kind> kinds_;
};

/// Tells a person who waits what is being measured and for how long still: a bar on a terminal, a
/// line for each case elsewhere. Nothing is drawn while a case is measured: that would disturb it.
class Progress {
 public:
  /// `cases`: all that will be measured, `runs` times.
  Progress(std::ostream& out, Terminal terminal, const std::vector<Case>& cases, int runs);

  /// Instead of measuring a case.
  void pass_over(const Case& c);
  /// Before a case is measured.
  void start(const Case& c);
  /// After it, before anything else is printed.
  void finish(const Case& c);
  /// Takes the bar away.
  void clear();

 private:
  std::ostream& out_;
  Terminal terminal_;
  int total_;
  int started_ = 0;
  TimeLeft time_left_;
  std::chrono::steady_clock::time_point start_time_;
};

}  // namespace warpmark
