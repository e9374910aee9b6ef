#pragma once

#include "harness/environment.h"
#include "harness/result.h"

namespace warpmark {

/// Consumes results; that is all it knows. Throws WriteError where it cannot write.
class Report {
 public:
  virtual ~Report() = default;
  virtual void begin(const Environment& environment) { static_cast<void>(environment); }
  virtual void add(const Result& result) = 0;
  virtual void end() {}
};

}  // namespace warpmark
