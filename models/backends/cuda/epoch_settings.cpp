#include "models/backends/cuda/epoch_settings.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <stdexcept>

namespace warpmark::nn {
namespace {

std::size_t bytes_of(Index steps) {
  return sizeof(EpochSettings::OnDevice) + static_cast<std::size_t>(steps) * sizeof(float);
}

float* rates(std::byte* memory) {
  return reinterpret_cast<float*>(memory + sizeof(EpochSettings::OnDevice));
}

}  // namespace

EpochSettings::EpochSettings(CudaQueue& queue, std::uint64_t seed, Index images, Index steps)
    : queue_(queue),
      seed_(seed),
      images_(images),
      steps_(steps),
      host_(bytes_of(steps)),
      device_(queue, bytes_of(steps)) {
  std::fill_n(rates(host_.data()), steps, std::nanf(""));
}

void EpochSettings::set(const Steps& steps) {
  if (steps.first < 0 || steps.count < 0 || steps.first + steps.count > steps_) {
    throw std::invalid_argument("steps outside the epoch");
  }
  float* const to = rates(host_.data()) + steps.first;
  const bool same_rates =
      std::ranges::equal(steps.learning_rate, std::span(to, steps.learning_rate.size()));
  if (steps.epoch == epoch_ && same_rates) return;
  queue_.wait();
  if (steps.epoch != epoch_)
    new (host_.data()) OnDevice{Permutation(seed_, steps.epoch, images_), steps.epoch};
  std::ranges::copy(steps.learning_rate, to);
  epoch_ = steps.epoch;
  copy_to_device(queue_, device_.data(), host_.data(), bytes_of(steps_));
}

const float* EpochSettings::learning_rate(Index step) const { return rates(device_.data()) + step; }

}  // namespace warpmark::nn
