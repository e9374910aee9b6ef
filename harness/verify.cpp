#include "harness/verify.h"

#include "harness/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace warpmark {
namespace {

constexpr Index kReadBlock = Index{1} << 20;  // elements read back at a time
constexpr int kRandomPositions = 256;

/// |got - exact| over the magnitude; an exact zero summed from zeros must be hit exactly.
double relative_error(double got, const Exact& exact) {
  const double difference = std::abs(got - exact.value);
  if (difference == 0) return 0;
  return difference / exact.magnitude;
}

[[noreturn]] void reject(const Expected& expected, const std::string& where, double got,
                         const Exact& exact, const Tolerance& allowed) {
  throw WrongResult(fmt::format(
      "{}{}: expected {:.9g}, got {:.9g}, error {:.3g} of {:.3g} allowed ({})", expected.output,
      where, exact.value, got, relative_error(got, exact), allowed.relative, allowed.reason));
}

void require_written(const Expected& expected, Output& output) {
  const Index missing = output.count_nan();
  if (missing == 0) return;
  throw WrongResult(fmt::format("{}: {} of {} elements are NaN or were never written",
                                expected.output, missing, count(output.shape)));
}

Output& find_output(Outputs& outputs, const std::string& name) {
  for (auto& output : outputs) {
    if (output->name == name) return *output;
  }
  throw WrongResult("there is no output '" + name + "'");
}

/// Positions along one extent where kernels go wrong: both ends and the edges of tiles.
std::vector<Index> edges(Index extent) {
  std::vector<Index> out;
  for (Index tile : {1, 8, 16, 32, 64, 128, 256, 1024}) {
    for (Index at :
         {Index{0}, tile - 1, tile, extent / tile * tile - 1, extent / tile * tile, extent - 1}) {
      if (at >= 0 && at < extent) out.push_back(at);
    }
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Weights for the projection: ±1 and powers of two near it, so that no two rows of the weights
/// are alike and every product with them is exact.
std::vector<double> projection_weights(Index columns, std::uint64_t seed) {
  std::vector<double> weights(static_cast<std::size_t>(columns));
  for (Index j = 0; j < columns; ++j) {
    const std::uint32_t word =
        philox(static_cast<std::uint64_t>(j) / 4, {static_cast<std::uint32_t>(seed), 0x70726f6au})
            .word[j % 4];
    weights[static_cast<std::size_t>(j)] =
        (word & 1 ? 1.0 : -1.0) * std::ldexp(1.0, static_cast<int>(word >> 1 & 1));
  }
  return weights;
}

}  // namespace

DType Point::dtype() const { return parse_dtype(params.word("dtype")); }

const Input& Point::input(std::string_view name) const {
  for (const Input& input : inputs) {
    if (input.name == name) return input;
  }
  throw std::out_of_range("no input '" + std::string(name) + "'");
}

void ExactSum::add(double term) {
  const double sum = sum_ + term;
  compensation_ += std::abs(sum_) >= std::abs(term) ? (sum_ - sum) + term : (term - sum) + sum_;
  sum_ = sum;
  magnitude_ += std::abs(term);
}

std::vector<Index> check_positions(const Shape& shape, std::uint64_t seed) {
  std::vector<Index> positions;
  const auto total = static_cast<std::uint64_t>(count(shape));
  for (std::uint64_t i = 0; i < kRandomPositions; ++i) {
    const PhiloxBlock random = philox(i, {static_cast<std::uint32_t>(seed), 0x706f73u});
    const std::uint64_t wide = static_cast<std::uint64_t>(random.word[0]) << 32 | random.word[1];
    positions.push_back(static_cast<Index>(wide % total));
  }
  // Edges of each dimension, with the other coordinates first, in the middle and last.
  Index stride = 1;
  for (std::size_t d = shape.size(); d-- > 0; stride *= shape[d]) {
    const Index rest = static_cast<Index>(total) / shape[d];
    for (Index at : edges(shape[d])) {
      for (Index other : {Index{0}, rest / 2, rest - 1}) {
        const Index inner = other % stride, outer = other / stride;
        positions.push_back((outer * shape[d] + at) * stride + inner);
      }
    }
  }
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  return positions;
}

double Verifier::check(const std::vector<Expected>& expected, const std::string& benchmark,
                       const Point& point, Outputs& outputs, Coverage coverage) {
  std::string key = benchmark;
  for (const auto& [axis, value] : point.params.values()) key += '.' + axis + '=' + text(value);
  if (key != cached_point_) {
    cached_point_ = key;
    cache_.clear();
    projections_.clear();
  }
  double largest = 0;
  for (const Expected& e : expected) {
    const Shape shape = e.shape(point.params);
    if (shape.empty()) continue;
    Output& output = find_output(outputs, e.output);
    if (output.shape != shape) throw WrongResult(e.output + " has the wrong shape");
    require_written(e, output);
    if (e.whole) {
      largest = std::max(largest, compare_whole(e, point, output));
      continue;
    }
    largest = std::max(largest, compare_elements(e, point, output, coverage));
    if (e.projection) largest = std::max(largest, compare_projection(e, point, output));
  }
  return largest;
}

Exact Verifier::exact(const Expected& expected, const Point& point, Index i) {
  const auto key = std::pair(expected.output, i);
  const auto known = cache_.find(key);
  if (known != cache_.end()) return known->second;
  return cache_[key] = expected.at(point, i);
}

double Verifier::compare_elements(const Expected& expected, const Point& point, Output& output,
                                  Coverage coverage) {
  const Tolerance allowed = expected.tolerance(point.params);
  double largest = 0;
  const auto compare = [&](Index i, double got) {
    const Exact want = exact(expected, point, i);
    const double error = relative_error(got, want);
    if (!(error <= allowed.relative)) reject(expected, fmt::format("[{}]", i), got, want, allowed);
    largest = std::max(largest, error);
  };
  const Index total = count(output.shape);
  if (coverage == Coverage::full) {
    std::vector<double> values(static_cast<std::size_t>(total));
    output.read(0, values);
    for (Index i = 0; i < total; ++i) compare(i, values[static_cast<std::size_t>(i)]);
    return largest;
  }
  for (Index i : check_positions(output.shape, seed_)) {
    double got = 0;
    output.read(i, std::span(&got, 1));
    compare(i, got);
  }
  return largest;
}

double Verifier::compare_projection(const Expected& expected, const Point& point, Output& output) {
  const Tolerance allowed = expected.tolerance(point.params);
  const Index columns = output.shape.back(), rows = count(output.shape) / columns;
  const std::vector<double> weights = projection_weights(columns, seed_);
  std::vector<Exact>& exact = projections_[expected.output];
  if (exact.empty()) exact = expected.projection(point, weights);
  const Index at_once = std::max(Index{1}, kReadBlock / columns);
  std::vector<double> values;
  double largest = 0;
  for (Index row = 0; row < rows; ++row) {
    const Index in_block = row % at_once;
    if (in_block == 0) {
      values.resize(static_cast<std::size_t>(std::min(at_once, rows - row) * columns));
      output.read(row * columns, values);
    }
    ExactSum sum;
    for (Index j = 0; j < columns; ++j) {
      sum.add(values[static_cast<std::size_t>(in_block * columns + j)] *
              weights[static_cast<std::size_t>(j)]);
    }
    const Exact& want = exact[static_cast<std::size_t>(row)];
    const double got = sum.result().value, error = relative_error(got, want);
    if (!(error <= allowed.relative))
      reject(expected, fmt::format("[{}, :] · weights", row), got, want, allowed);
    largest = std::max(largest, error);
  }
  return largest;
}

double Verifier::compare_whole(const Expected& expected, const Point& point, Output& output) {
  const Tolerance allowed = expected.tolerance(point.params);
  const std::vector<double> exact = expected.whole(point);
  std::vector<double> got(static_cast<std::size_t>(count(output.shape)));
  output.read(0, got);
  ExactSum difference, norm;
  for (std::size_t i = 0; i < got.size(); ++i) {
    difference.add((got[i] - exact.at(i)) * (got[i] - exact[i]));
    norm.add(exact[i] * exact[i]);
  }
  const double off = std::sqrt(difference.result().value), size = std::sqrt(norm.result().value);
  const double error = relative_error(off, {0, size});
  if (error <= allowed.relative) return error;
  throw WrongResult(
      fmt::format("{}: of norm {:.3g}, off by {:.3g}: error {:.3g} of {:.3g} allowed ({})",
                  expected.output, size, off, error, allowed.relative, allowed.reason));
}

}  // namespace warpmark
