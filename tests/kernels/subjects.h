#pragma once

#include "harness/case.h"
#include "kernels/axes.h"
#include "kernels/catalog.h"

#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace warpmark {

/// Rows of softmax that check points are too small for: that a block of each size holds in
/// registers, and that none does.
inline std::vector<Params> larger_points(const std::string& benchmark) {
  if (benchmark != "softmax") return {};
  return points(
      {"rows", "cols"},
      {{19, 64}, {9, 200}, {3, 1544}, {2, 4104}, {1, 16384}, {1, 20001}, {1, 33001}, {1, 33008}});
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

  /// `more`: points of which samples are compared.
  std::vector<CheckPoint> points(const std::vector<Params>& more = {}) const {
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
    add(more, Coverage::sampled);
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

/// e¹⁰⁰ exceeds fp32: a row's largest element must be taken off before its elements are exponents.
inline void overflow_exp(Point& point) { point.inputs[0].fill = {Fill::Kind::integer, 90, 100}; }

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
