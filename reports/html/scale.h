#pragma once

#include <functional>
#include <string>
#include <vector>

namespace warpmark::html {

/// The smallest and the largest of the finite values added.
struct Range {
  void add(double value);
  bool empty() const { return low > high; }

  double low = 1, high = 0;
};

/// Where values lie on an axis.
class Scale {
 public:
  enum class Kind { linear, logarithmic };

  /// Both ends of `values` moved outwards to ticks, drawn from pixel `begin` to pixel `end`.
  /// Logarithmic: the values are positive.
  Scale(Kind kind, Range values, double begin, double end);

  double operator()(double value) const;

  /// 1, 2 or 5 times a power of ten, about `most` of them; on a logarithmic axis of more than two
  /// decades the powers alone.
  std::vector<double> ticks(int most) const;

  double low() const { return low_; }
  double high() const { return high_; }
  double begin() const { return begin_; }
  double end() const { return end_; }

 private:
  Kind kind_;
  double low_, high_, begin_, end_;
};

}  // namespace warpmark::html
