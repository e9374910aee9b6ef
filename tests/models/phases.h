#pragma once

#include "harness/profile.h"
#include "harness/range.h"

#include <string>
#include <vector>

namespace warpmark::nn {

/// Ranges that somebody listens to.
class Phases : public RangeListener {
 public:
  Phases() {
    using namespace ranges;
    for (const char* name : {kData, kForward, kBackward, kOptimizer}) annotations.declare(name);
  }
  void opened(const std::string& name, std::optional<std::int64_t>) override {
    heard.push_back(name);
    ++open_;
  }
  void closed() override { --open_; }
  bool all_closed() const { return open_ == 0; }

  Annotations annotations{this};
  std::vector<std::string> heard;  // as they were opened

 private:
  int open_ = 0;
};

}  // namespace warpmark::nn
