#pragma once

#include <functional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "kernels/catalog.h"

namespace warpmark {

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

  std::vector<Params> points() const {
    std::vector<Params> all;
    for (const Params& check : spec.check_points) {
      Params params = words;
      for (const auto& [axis, value] : check.values()) params.set(axis, value);
      if (variant.supports(params)) all.push_back(params);
    }
    return all;
  }
};

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
