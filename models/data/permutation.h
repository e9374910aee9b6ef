#pragma once

#include "harness/hash.h"
#include "harness/index.h"
#include "models/data/stream.h"

#include <cstdint>

namespace warpmark::nn {

/// The order of the images of an epoch: a permutation of 0 … n - 1, a function of (seed, epoch, n)
/// alone. Each position is computed by itself, so CPU, GPU and every rank agree without an array of
/// indices. Making one costs two evaluations of Philox; in device code it may be made where it is
/// used, from an epoch that lies in memory.
///
/// A Feistel network permutes the smallest power of two ≥ max(n, 256); what it moves to n or beyond
/// is moved again until it lies below, less than twice on average for n > 128. (J. Black,
/// P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002, §3; for shuffling on GPUs
/// R. Mitchell et al., ACM TOPC 9 (2022), arXiv:2106.06161.)
class Permutation {
 public:
  /// Requires: n > 0.
  constexpr Permutation(std::uint64_t seed, Index epoch, Index n) : n_(n) {
    constexpr std::uint64_t kName = fnv1a("permutation");
    const PhiloxKey stream = random_stream(kName, seed);
    for (int half = 0; half < 2; ++half) {
      const auto counter = static_cast<std::uint64_t>(epoch) * 2 + static_cast<std::uint64_t>(half);
      const PhiloxBlock random = philox(counter, stream);
      for (int i = 0; i < 4; ++i) keys_[4 * half + i] = random.word[i];
    }
    int bits = 8;  // narrower halves leave a bias that 20,000 n epochs show
    while (n > Index{1} << bits) ++bits;
    low_bits_ = bits / 2;
    low_mask_ = (std::uint32_t{1} << low_bits_) - 1;
    high_mask_ = static_cast<std::uint32_t>((std::uint64_t{1} << (bits - low_bits_)) - 1);
  }

  /// The image at position i. Requires: 0 ≤ i < n.
  constexpr Index operator()(Index i) const {
    do i = scramble(i);
    while (i >= n_);
    return i;
  }

 private:
  /// Eight rounds: each adds to one half of the bits a function of the other, which can be undone.
  constexpr Index scramble(Index i) const {
    auto low = static_cast<std::uint32_t>(i) & low_mask_;
    auto high = static_cast<std::uint32_t>(i >> low_bits_);
    for (int round = 0; round < kRounds; round += 2) {
      high ^= mix(low ^ keys_[round]) & high_mask_;
      low ^= mix(high ^ keys_[round + 1]) & low_mask_;
    }
    return static_cast<Index>(high) << low_bits_ | low;
  }

  /// MurmurHash3's finaliser (A. Appleby): every bit of the argument reaches every bit.
  static constexpr std::uint32_t mix(std::uint32_t x) {
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    return x ^ x >> 16;
  }

  static constexpr int kRounds = 8;
  std::uint32_t keys_[kRounds] = {};
  Index n_;
  int low_bits_ = 0;
  std::uint32_t low_mask_ = 0, high_mask_ = 0;
};

}  // namespace warpmark::nn
