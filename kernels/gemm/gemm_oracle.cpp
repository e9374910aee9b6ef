#include "kernels/gemm/gemm_oracle.h"

#include "kernels/oracle.h"

#include <cmath>

namespace warpmark {
namespace {

bool rounds_output(DType dtype) { return storage_bytes(dtype) == 2; }

/// b times the weights, and the Euclidean norm of each weighted row of b.
struct WeightedRows {
  std::vector<double> sum, norm;  // (k)
};

WeightedRows weighted_rows(const Input& b, std::span<const double> weights) {
  const Index k = b.shape[0], n = b.shape[1];
  WeightedRows out{std::vector<double>(static_cast<std::size_t>(k)),
                   std::vector<double>(static_cast<std::size_t>(k))};
  with_all_threads(k, [&](Index begin, Index end) {
    std::vector<double> row(static_cast<std::size_t>(n));
    for (Index l = begin; l < end; ++l) {
      b.read(l * n, row);
      ExactSum sum;
      double squares = 0;
      for (std::size_t j = 0; j < row.size(); ++j) {
        const double term = row[j] * weights[j];
        sum.add(term);
        squares += term * term;
      }
      out.sum[static_cast<std::size_t>(l)] = sum.result().value;
      out.norm[static_cast<std::size_t>(l)] = std::sqrt(squares);
    }
  });
  return out;
}

/// One row of c times the weights. `output_roundings` scales the norm that c's row has where signs
/// are random, ‖(a[l] · norm[l])‖, to the rounding of its elements; 0 where they are not rounded.
Exact projected_row(std::span<const double> a, const WeightedRows& b, double output_roundings) {
  ExactSum sum;
  double magnitude = 0, squares = 0;
  for (std::size_t l = 0; l < a.size(); ++l) {
    sum.add(a[l] * b.sum[l]);
    const double term = std::abs(a[l]) * b.norm[l];
    magnitude += term;
    squares += term * term;
  }
  return {sum.result().value, magnitude + output_roundings * std::sqrt(squares)};
}

}  // namespace

Exact gemm_element(const Point& point, Index at) {
  const Input &a = point.input("a"), &b = point.input("b");
  const Index n = b.shape[1], k = b.shape[0], i = at / n, j = at % n;
  ExactSum sum;
  for (Index l = 0; l < k; ++l) sum.add(a.at(i * k + l) * b.at(l * n + j));
  Exact exact = sum.result();
  if (rounds_output(point.dtype())) {
    exact.magnitude +=
        rounding_error(point.dtype(), exact.value) / gemm_tolerance(point.params).relative;
  }
  return exact;
}

Tolerance gemm_tolerance(const Params& p) {
  const DType dtype = parse_dtype(p.word("dtype"));
  if (dtype == DType::fp64 || dtype == DType::fp32) {
    return {8 * unit_roundoff(dtype), "random signs: 8 roundings of the magnitudes for any order"};
  }
  return {(8 + std::sqrt(static_cast<double>(p["k"]))) * unit_roundoff(DType::fp32),
          "as fp32, and tensor cores cut sums off: sqrt(k) roundings more"};
}

std::vector<Exact> gemm_projection(const Point& point, std::span<const double> weights) {
  constexpr double kDeviations = 8;  // of the sum of n roundings, each at most the unit roundoff
  const DType dtype = point.dtype();
  const double output_roundings = rounds_output(dtype) ? kDeviations * unit_roundoff(dtype) /
                                                             gemm_tolerance(point.params).relative
                                                       : 0;
  const Input& a = point.input("a");
  const WeightedRows b = weighted_rows(point.input("b"), weights);
  const Index m = a.shape[0], k = a.shape[1];
  std::vector<Exact> rows(static_cast<std::size_t>(m));
  with_all_threads(m, [&](Index begin, Index end) {
    std::vector<double> row(static_cast<std::size_t>(k));
    for (Index i = begin; i < end; ++i) {
      a.read(i * k, row);
      rows[static_cast<std::size_t>(i)] = projected_row(row, b, output_roundings);
    }
  });
  return rows;
}

}  // namespace warpmark
