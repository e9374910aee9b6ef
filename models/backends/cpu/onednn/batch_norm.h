#pragma once

#include "kernels/simd_narrow.h"
#include "models/backends/cpu/onednn/layout.h"
#include "models/backends/cpu/parts.h"

#include <array>

// Loops over images for one vector of their channels, which batch norm sums over.
namespace warpmark::nn::cpu {

/// A number of each lane.
using LaneNumbers = std::array<double, static_cast<std::size_t>(kLanes<float>)>;

/// A sum in double precision in each lane.
class LaneSums {
 public:
  void add(const Vector<float>& addend) {
    Half half[2];
    std::memcpy(half, &addend, sizeof half);
    for (int i = 0; i < 2; ++i) sums_[i] += __builtin_convertvector(half[i], Vector<double>);
  }
  void add(const LaneSums& addend) {
    for (int i = 0; i < 2; ++i) sums_[i] += addend.sums_[i];
  }
  LaneNumbers numbers() const {
    LaneNumbers numbers;
    std::memcpy(&numbers, sums_, sizeof numbers);
    return numbers;
  }

 private:
  using Half = VectorOf<float, kVectorBytes / 2>::Type;
  Vector<double> sums_[2] = {};
};

/// term(lane), rounded, in each lane.
template <class Term>
Vector<float> each_lane(const Term& term) {
  Vector<float> vector;
  for (std::size_t lane = 0; lane < kLanes<float>; ++lane)
    vector[lane] = static_cast<float>(term(lane));
  return vector;
}

/// A vector of channels in some of the images.
struct Planes {
  const ChannelVectors& of;
  Index vector, first, end;  // images

  /// visit(offset in the array) at every position of every image.
  template <class Visit>
  void each(const Visit& visit) const {
    for (Index n = first; n < end; ++n) {
      const Index begin = of.offset(n, vector);
      for (Index i = 0; i < of.positions; ++i) visit(begin + i * of.pixel);
    }
  }

  /// The sums of what terms(offset) returns, an array of vectors: over an image in fp32.
  template <std::size_t count, class Terms>
  std::array<LaneSums, count> sum(const Terms& terms) const {
    std::array<LaneSums, count> sums;
    for (Index n = first; n < end; ++n) {
      const Index begin = of.offset(n, vector);
      std::array<Vector<float>, count> image{};
      for (Index i = 0; i < of.positions; ++i) {
        const std::array<Vector<float>, count> here = terms(begin + i * of.pixel);
        for (std::size_t k = 0; k < count; ++k) image[k] += here[k];
      }
      for (std::size_t k = 0; k < count; ++k) sums[k].add(image[k]);
    }
    return sums;
  }
};

/// Vectors of channels shared out among threads: each to one of them or, where there are more
/// threads, to several, which have a part of the images each.
struct ChannelWork {
  ChannelVectors of;
  int threads;
  Index parts;  // of the images

  ChannelWork(const ChannelVectors& images, int available)
      : of(images), threads(available), parts(std::max<Index>(1, available / images.vectors)) {}

  Index items() const { return of.vectors * parts; }
  Planes planes(Index item) const {
    const Part part{item % parts, parts};
    return {of, item / parts, part.begin(of.images), part.end(of.images)};
  }
  /// The sum over the parts of an item's vector of channels, in their order.
  LaneNumbers total(const LaneSums* sums, Index item) const {
    LaneSums total;
    for (Index part = 0; part < parts; ++part) total.add(sums[item / parts * parts + part]);
    return total.numbers();
  }

  /// Calls each stage(item) for all items, the first before the second. What one thread does alone
  /// it does at once, while the channels are in its cache.
  template <class... Stages>
  void run(const Stages&... stage) const {
    if (parts == 1) {
      each_in_parallel(items(), threads, [&](Index item) { (stage(item), ...); });
    } else {
      (each_in_parallel(items(), threads, stage), ...);
    }
  }
};

}  // namespace warpmark::nn::cpu
