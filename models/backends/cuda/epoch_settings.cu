#include "models/backends/cuda/epoch_settings.h"

#include "models/backends/cuda/epoch_settings.cuh"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace warpmark::nn {
namespace {

constexpr int kRateThreads = 256;

}  // namespace

EpochSettings::EpochSettings(CudaQueue& queue, std::uint64_t seed, Index images, Index steps)
    : queue_(queue),
      seed_(seed),
      images_(images),
      rates_(static_cast<std::size_t>(steps), std::nanf("")),
      device_(queue, sizeof(OnDevice) + rates_.size() * sizeof(float)) {
  go_to(0);
}

void EpochSettings::set(const Steps& steps) {
  const auto all = static_cast<Index>(rates_.size());
  if (steps.first < 0 || steps.count < 0 || steps.first + steps.count > all) {
    throw std::invalid_argument("steps outside the epoch");
  }
  if (steps.epoch != epoch_) upload_epoch(steps.epoch);
  const auto to = rates_.begin() + steps.first;
  const auto& rates = steps.learning_rate;
  if (std::equal(rates.begin(), rates.end(), to)) return;
  std::copy(rates.begin(), rates.end(), to);
  upload_rates(steps.first, static_cast<Index>(rates.size()));
}

void EpochSettings::upload_epoch(Index number) {
  launch(queue_, 1, 1, write_epoch_kernel<1>, OnDevice{{seed_, number, images_}, number, 0},
         device_.as<OnDevice>());
  epoch_ = number;
}

void EpochSettings::upload_rates(Index first, Index count) {
  for (Index done = 0; done < count; done += SomeRates::kMost) {
    SomeRates some{static_cast<int>(std::min<Index>(SomeRates::kMost, count - done)), {}};
    std::copy_n(rates_.begin() + first + done, some.count, some.rate);
    auto* to = const_cast<float*>(learning_rate(first + done));
    launch(queue_, 1, kRateThreads, write_rates_kernel<kRateThreads>, some, to);
  }
}

void EpochSettings::go_to(Index step) {
  launch(queue_, 1, 1, go_to_kernel<1>, device_.as<OnDevice>(), step);
}

void EpochSettings::advance(Index steps) {
  launch(queue_, 1, 1, advance_kernel<1>, device_.as<OnDevice>(), steps);
}

const float* EpochSettings::learning_rate(Index step) const {
  return reinterpret_cast<const float*>(device_.data() + sizeof(OnDevice)) + step;
}

}  // namespace warpmark::nn
