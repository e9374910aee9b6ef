#pragma once

#include "harness/workload.h"
#include "models/verification.h"

#include <memory>

namespace warpmark::nn {

/// What a point and a context say of how a graph is to be compiled.
Build build_of(const Point& point, const Context& context);

/// The data set of a point, which all its benchmark's cases share.
std::shared_ptr<const DataSet> images_of(const Point& point, const Context& context);

/// What training and inference share: the fixed batch that is verified.
class NetworkWorkload : public Workload {
 public:
  NetworkWorkload(const Recipe& recipe, const Compile& compile, const Build& build, Pass pass,
                  Norms norms);
  void rehearse() override;
  Outputs outputs() override;

 protected:
  const Recipe recipe_;
  const Compile compile_;
  const Build build_;

 private:
  const Pass pass_;
  const Norms norms_;
  Probe probe_;
};

}  // namespace warpmark::nn
