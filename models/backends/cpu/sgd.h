#pragma once

#include "kernels/simd.h"

#include <span>

namespace warpmark::nn::cpu {

/// Elements begin … end of the arenas that one update works on; whole vectors.
struct Update {
  float momentum = 0, rate = 0;
  float *parameters = nullptr, *velocities = nullptr, *gradients = nullptr;

  /// v ← momentum·v + g, p ← p − rate·v
  void run(Index begin, Index end) const {
    for (Index i = begin; i < end; i += kLanes<float>) step(i, load(gradients + i));
  }

  /// The same with g the sum of the `parts`, in their order, which is left in the gradients.
  void run(Index begin, Index end, std::span<const float* const> parts) const {
    for (Index i = begin; i < end; i += kLanes<float>) {
      Vector<float> gradient = load(parts[0] + i);
      for (std::size_t part = 1; part < parts.size(); ++part) gradient += load(parts[part] + i);
      store<Store::cached>(gradients + i, gradient);
      step(i, gradient);
    }
  }

 private:
  void step(Index i, const Vector<float>& gradient) const {
    const Vector<float> velocity = load(velocities + i) * momentum + gradient;
    store<Store::cached>(velocities + i, velocity);
    store<Store::cached>(parameters + i, load(parameters + i) - velocity * rate);
  }
};

}  // namespace warpmark::nn::cpu
