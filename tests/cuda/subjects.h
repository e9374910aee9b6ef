#pragma once

#include "harness/case.h"
#include "kernels/catalog.h"

#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace warpmark {

/// Points that reach what check points are too small for: several tiles whose rows are aligned,
/// rows that a block of each size holds in registers, and rows that none does.
inline std::vector<Params> larger_points(const std::string& benchmark) {
  using Values = std::vector<std::pair<std::string, Value>>;
  const auto rows_by_cols = [](std::int64_t rows, std::int64_t cols) {
    return Params(Values{{"rows", rows}, {"cols", cols}});
  };
  if (benchmark == "gemm") {
    return {Params(
        Values{{"m", std::int64_t{136}}, {"n", std::int64_t{264}}, {"k", std::int64_t{72}}})};
  }
  if (benchmark == "transpose") return {rows_by_cols(72, 136)};
  if (benchmark != "softmax") return {};
  return {rows_by_cols(19, 64),   rows_by_cols(9, 200),   rows_by_cols(3, 1544),
          rows_by_cols(2, 4104),  rows_by_cols(1, 16384), rows_by_cols(1, 20001),
          rows_by_cols(1, 33001), rows_by_cols(1, 33008)};
}

/// A variant at all check points, for one choice of the words (dtype) that these leave open.
struct Subject {
  BenchmarkSpec spec;
  Variant variant;
  Params words;

  std::string name() const {
    std::string out = spec.name + '_' + variant.name;
    for (const auto& [axis, value] : words.values()) {
      const bool open = spec.check_points.empty() || !spec.check_points[0].has(axis);
      if (open && std::holds_alternative<std::string>(value)) out += '_' + text(value);
    }
    return out;
  }

  struct CheckPoint {
    Params params;
    Coverage coverage;
  };

  std::vector<CheckPoint> points() const {
    std::vector<CheckPoint> all;
    const auto add = [&](const std::vector<Params>& points, Coverage coverage) {
      for (const Params& point : points) {
        Params params = words;
        for (const auto& [axis, value] : point.values()) params.set(axis, value);
        if (variant.supports(params)) all.push_back({params, coverage});
      }
    };
    add(spec.check_points, Coverage::full);
    add(larger_points(spec.name), Coverage::sampled);
    return all;
  }
};

/// The subject at one of its points, as a case.
inline Case case_at(const Subject& subject, const Params& params) {
  Case c;
  c.spec = &subject.spec;
  c.variant = &subject.variant;
  c.params = params;
  c.device = {DeviceKind::gpu, 0};
  return c;
}

inline void PrintTo(const Subject& subject, std::ostream* out) { *out << subject.name(); }

/// Every subject of the catalog whose module is wanted.
inline std::vector<Subject> subjects(const std::function<bool(const std::string&)>& module) {
  std::vector<Subject> all;
  std::set<std::string> names;
  for (const BenchmarkSpec& spec : catalog()) {
    for (const Variant& variant : spec.variants) {
      if (!module(variant.module)) continue;
      for (const Params& point : grid(spec.axes)) {
        Subject subject{spec, variant, point};
        if (variant.supports(point) && names.insert(subject.name()).second) all.push_back(subject);
      }
    }
  }
  return all;
}

}  // namespace warpmark
