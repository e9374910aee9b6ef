#pragma once

#include "harness/data_files.h"
#include "harness/input.h"
#include "harness/params.h"
#include "harness/workload.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace warpmark {

/// A point with its inputs: all that a workload or an oracle needs to know of the problem.
struct Point {
  Params params;
  std::vector<Input> inputs;
  DataFiles data = {};

  DType dtype() const;
  /// Throws std::out_of_range where there is no input of that name.
  const Input& input(std::string_view name) const;
};

/// An exact result, computed in double precision, and the sum of the magnitudes of the terms it
/// was summed from: the scale that rounding errors grow with, also where the terms cancel.
struct Exact {
  double value = 0;
  double magnitude = 0;
};

/// The largest error |got - exact| / magnitude allowed, and a line that says why.
struct Tolerance {
  double relative = 0;
  std::string reason;
};

/// What one output must be. The oracle is the clearest loop; it sums with compensation.
struct Expected {
  std::string output;
  std::function<Shape(const Params&)> shape;  // empty: no such output at this point
  std::function<Exact(const Point&, Index)> at = {};
  std::function<Tolerance(const Params&)> tolerance = {};
  /// For results too large to compare one by one: the exact products of every row of the output
  /// with the weights given (as many as the output has columns). Sees every element. The weights'
  /// signs are random, so the errors of a row add up like independent ones whatever they are, and
  /// the magnitude may be the root of the sum of squares of the elements' magnitudes.
  std::function<std::vector<Exact>(const Point&, std::span<const double> weights)> projection = {};
  /// For results whose elements have no scale of their own, instead of `at` and `projection`: all
  /// exact values. The error is ‖got − exact‖ / ‖exact‖.
  std::function<std::vector<double>(const Point&)> whole = {};
};

/// Sums in double with Neumaier's compensation, and the magnitudes beside it.
/// (A. Neumaier, ZAMM 54 (1974), 39-51.)
class ExactSum {
 public:
  void add(double term);
  Exact result() const { return {sum_ + compensation_, magnitude_}; }

 private:
  double sum_ = 0, compensation_ = 0, magnitude_ = 0;
};

/// How much of an output is compared with the oracle.
enum class Coverage {
  sampled,  // 256 positions chosen by the seed, corners and tile edges, and the projection
  full,     // every element
};

/// Compares results with the oracle. Exact values are cached for the point last asked for, since
/// all variants at a point follow one another.
class Verifier {
 public:
  explicit Verifier(std::uint64_t seed) : seed_(seed) {}

  /// Returns the largest error found. Throws WrongResult with the first mismatch (output, index,
  /// expected, got), or the number of elements that were never written.
  double check(const std::vector<Expected>& expected, const std::string& benchmark,
               const Point& point, Outputs& outputs, Coverage coverage);

 private:
  double compare_elements(const Expected& expected, const Point& point, Output& output,
                          Coverage coverage);
  double compare_projection(const Expected& expected, const Point& point, Output& output);
  double compare_whole(const Expected& expected, const Point& point, Output& output);
  Exact exact(const Expected& expected, const Point& point, Index i);

  std::uint64_t seed_;
  std::string cached_point_;
  std::map<std::pair<std::string, Index>, Exact> cache_;
  std::map<std::string, std::vector<Exact>> projections_;
};

/// The positions that Coverage::sampled looks at: sorted, without repetition.
std::vector<Index> check_positions(const Shape& shape, std::uint64_t seed);

}  // namespace warpmark
