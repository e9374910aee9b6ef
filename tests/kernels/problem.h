#pragma once

#include "kernels/catalog.h"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace warpmark {

inline BenchmarkSpec find_spec(const std::string& name) {
  for (BenchmarkSpec& spec : catalog()) {
    if (spec.name == name) return spec;
  }
  throw std::out_of_range("no benchmark '" + name + "'");
}

/// A benchmark at a point, with its inputs and exact results.
struct Problem {
  Problem(const std::string& benchmark, std::vector<std::pair<std::string, Value>> axes)
      : spec(find_spec(benchmark)), point{Params(std::move(axes)), {}} {
    point.inputs = spec.inputs(point.params);
    for (Input& input : point.inputs) input.seed = 7;
  }

  double in(const std::string& name, Index i) const { return point.input(name).at(i); }

  Exact exact(const std::string& output, Index i) const { return expected(output).at(point, i); }

  const Expected& expected(const std::string& output) const {
    for (const Expected& e : spec.verify) {
      if (e.output == output) return e;
    }
    throw std::out_of_range("no output '" + output + "'");
  }

  BenchmarkSpec spec;
  Point point;
};

}  // namespace warpmark
