// The kernels of a training step against plain loops in double precision, in every dtype and order
// of threads.

#include "harness/philox.h"
#include "models/backends/cuda/kernels.h"
#include "models/backends/cuda/metrics.h"
#include "models/data/augment.h"
#include "tests/cuda/gpu.h"
#include "tests/models/cuda_threads.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <tuple>
#include <utility>
#include <vector>

namespace warpmark::nn {
namespace {

using Doubles = std::vector<double>;

/// Numbers in [-1, 1), with many equal ones, in memory of the device.
class TrainingKernels : public OnGpu<testing::TestWithParam<std::tuple<DType, std::string>>> {
 protected:
  void SetUp() override {
    OnGpu::SetUp();
    if (IsSkipped()) return;
    queue_ = std::make_unique<CudaQueue>(0);
    run_threads(std::get<1>(GetParam()));
  }
  void TearDown() override { run_threads(thread_orders().front()); }

  DType dtype() const { return std::get<0>(GetParam()); }
  /// What memory holds: TF32 is a way to multiply.
  DType kept_as() const { return dtype() == DType::tf32 ? DType::fp32 : dtype(); }
  Index vector() const { return channels_of_vector(dtype()); }
  double tolerance() const { return 4 * unit_roundoff(dtype()); }

  Doubles numbers(Index n, std::uint32_t name) const {
    Doubles out;
    for (Index i = 0; i < n; ++i) {
      const auto word = philox(static_cast<std::uint64_t>(i), {name, 1}).word[0];
      out.push_back(static_cast<double>(word % 64) / 32 - 1);
    }
    return out;
  }

  DeviceBuffer upload(const Doubles& values, DType as) {
    std::vector<std::byte> host(values.size() * storage_bytes(as));
    for (std::size_t i = 0; i < values.size(); ++i) {
      store(as, host.data(), static_cast<std::ptrdiff_t>(i), values[i]);
    }
    return upload_array(host);
  }
  DeviceBuffer upload(const Doubles& values) { return upload(values, dtype()); }

  template <class T>
  DeviceBuffer upload_array(const std::vector<T>& values) {
    DeviceBuffer memory(*queue_, values.size() * sizeof(T));
    copy_to_device(*queue_, memory.data(), reinterpret_cast<const std::byte*>(values.data()),
                   memory.bytes());
    queue_->wait();
    return memory;
  }

  DeviceBuffer room(Index n, DType as) {
    return DeviceBuffer(*queue_, static_cast<std::size_t>(n) * storage_bytes(as));
  }
  DeviceBuffer room(Index n) { return room(n, dtype()); }

  template <class T>
  std::vector<T> download_array(const DeviceBuffer& from) {
    std::vector<T> host(from.bytes() / sizeof(T));
    copy_to_host(*queue_, reinterpret_cast<std::byte*>(host.data()), from.data(), from.bytes());
    queue_->wait();
    return host;
  }
  Doubles download(const DeviceBuffer& from, DType as) {
    const auto host = download_array<std::byte>(from);
    Doubles out(host.size() / storage_bytes(as));
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = load(as, host.data(), static_cast<std::ptrdiff_t>(i));
    }
    return out;
  }
  Doubles download(const DeviceBuffer& from) { return download(from, dtype()); }

  void expect_near(const Doubles& got, const Doubles& exact, double relative) {
    ASSERT_EQ(got.size(), exact.size());
    for (std::size_t i = 0; i < exact.size(); ++i) {
      ASSERT_NEAR(got[i], exact[i], relative * std::max(1.0, std::abs(exact[i]))) << i;
    }
  }

  std::unique_ptr<CudaQueue> queue_;
};

TEST_P(TrainingKernels, GatherPutsPixelsWhereTheyBelong) {
  constexpr Index kImages = 7, kChannels = 3, kHeight = 5, kWidth = 6, kFirst = 2, kCount = 4;
  std::vector<std::uint8_t> pixels;
  std::vector<std::uint16_t> labels;
  for (Index i = 0; i < kImages * kChannels * kHeight * kWidth; ++i) {
    pixels.push_back(
        static_cast<std::uint8_t>(philox(static_cast<std::uint64_t>(i), {5, 5}).word[0]));
  }
  for (Index i = 0; i < kImages; ++i) labels.push_back(static_cast<std::uint16_t>(100 + i));
  const DeviceBuffer images = upload_array(pixels), label_memory = upload_array(labels);
  EpochSettings settings(*queue_, 9, kImages, 2);
  settings.set({.epoch = 3});
  const DeviceBuffer overflow = upload_array(std::vector<std::int32_t>{1});
  const Permutation order(9, 3, kImages);
  const Index stored = vector();
  for (bool changed : {false, true}) {
    const BatchOfSet batch{images.as<std::uint8_t>(),
                           label_memory.as<std::uint16_t>(),
                           kChannels,
                           kHeight,
                           kWidth,
                           settings.epoch(),
                           changed,
                           changed,
                           21,
                           kFirst,
                           kCount,
                           kCount,
                           overflow.as<std::int32_t>()};
    const DeviceBuffer out = room(kCount * kHeight * kWidth * stored);
    const DeviceBuffer out_labels(*queue_, kCount * sizeof(std::int32_t));
    gather(*queue_, batch, dtype(), stored, out.data(), out_labels.as<std::int32_t>());
    const Doubles got = download(out);
    const auto got_labels = download_array<std::int32_t>(out_labels);
    EXPECT_EQ(download_array<std::int32_t>(overflow)[0], 0);
    for (Index i = 0; i < kCount; ++i) {
      const Index image = changed ? order(kFirst + i) : kFirst + i;
      EXPECT_EQ(got_labels[static_cast<std::size_t>(i)], 100 + image);
      for (Index at = 0; at < kHeight * kWidth * stored; ++at) {
        const Index c = at % stored, row = at / stored / kWidth, column = at / stored % kWidth;
        Index from = row * kWidth + column;
        if (changed) from = crop_flip(21, 3, image).source(row, column, kHeight, kWidth);
        const double byte = c < kChannels && from >= 0
                                ? pixels[static_cast<std::size_t>(
                                      (image * kChannels + c) * kHeight * kWidth + from)]
                                : 0;
        ASSERT_EQ(got[static_cast<std::size_t>(i * kHeight * kWidth * stored + at)],
                  round_to(kept_as(), static_cast<float>(byte) / 255.0f));
      }
    }
  }
}

/// Position in x of the winner of window (row, column) of one image and channel.
Index winner_of(const Pooling& p, const Doubles& x, Index image, Index row, Index column,
                Index channel) {
  Index best = -1;
  for (Index place = 0; place < p.window * p.window; ++place) {
    const Index r = row * p.stride - p.padding + place / p.window;
    const Index c = column * p.stride - p.padding + place % p.window;
    if (r < 0 || r >= p.height || c < 0 || c >= p.width) continue;
    const Index at = ((image * p.height + r) * p.width + c) * p.stored + channel;
    if (best < 0 || x[static_cast<std::size_t>(at)] > x[static_cast<std::size_t>(best)]) best = at;
  }
  return best;
}

TEST_P(TrainingKernels, MaxPoolTakesTheFirstOfTheLargest) {
  const Index stored = 2 * vector();
  for (Pooling p : {Pooling{2, 2, 0, 3, 6, 4, stored}, Pooling{3, 2, 1, 2, 7, 6, stored},
                    Pooling{3, 1, 1, 1, 1, 1, stored}, Pooling{3, 3, 0, 2, 8, 7, stored}}) {
    const Doubles x = numbers(p.count * p.height * p.width * stored, 1);
    const Index pooled = p.count * p.pooled_height() * p.pooled_width() * stored;
    const Doubles dy = numbers(pooled, 2);
    const DeviceBuffer y = room(pooled), winners(*queue_, static_cast<std::size_t>(pooled));
    const DeviceBuffer dx = room(static_cast<Index>(x.size()));
    max_pool(*queue_, p, dtype(), upload(x).data(), y.data(), winners.as<std::uint8_t>());
    max_pool_backward(*queue_, p, dtype(), upload(dy).data(), winners.as<std::uint8_t>(),
                      dx.data());
    Doubles exact, gradient(x.size());
    for (Index i = 0; i < pooled; ++i) {
      const Index place = i / stored, row = place / p.pooled_width() % p.pooled_height();
      const Index at = winner_of(p, x, place / (p.pooled_height() * p.pooled_width()), row,
                                 place % p.pooled_width(), i % stored);
      exact.push_back(x[static_cast<std::size_t>(at)]);
      gradient[static_cast<std::size_t>(at)] += dy[static_cast<std::size_t>(i)];
    }
    expect_near(download(y), exact, 0);
    expect_near(download(dx), gradient, tolerance());
  }
}

TEST_P(TrainingKernels, MaxPoolLosesNoNan) {
  const Index stored = vector();
  Doubles x(static_cast<std::size_t>(4 * stored), 1.0);
  x[static_cast<std::size_t>(stored)] = std::numeric_limits<double>::quiet_NaN();
  const DeviceBuffer y = room(stored), winners(*queue_, static_cast<std::size_t>(stored));
  max_pool(*queue_, {2, 2, 0, 1, 2, 2, stored}, dtype(), upload(x).data(), y.data(),
           winners.as<std::uint8_t>());
  const Doubles got = download(y);
  EXPECT_TRUE(std::isnan(got[0]));
  EXPECT_EQ(got[1], 1);
}

TEST_P(TrainingKernels, AveragePoolAndBack) {
  const Averaging a{3, 7, 2 * vector()};
  const Doubles x = numbers(a.count * a.places * a.stored, 3), dy = numbers(a.count * a.stored, 4);
  const DeviceBuffer y = room(a.count * a.stored), dx = room(static_cast<Index>(x.size()));
  average_pool(*queue_, a, dtype(), upload(x).data(), y.data());
  average_pool_backward(*queue_, a, dtype(), upload(dy).data(), dx.data());
  Doubles mean(dy.size()), share;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto at =
        i / static_cast<std::size_t>(a.places * a.stored) * static_cast<std::size_t>(a.stored) +
        i % static_cast<std::size_t>(a.stored);
    mean[at] += x[i] / static_cast<double>(a.places);
    share.push_back(dy[at] / static_cast<double>(a.places));
  }
  expect_near(download(y), mean, tolerance());
  expect_near(download(dx), share, tolerance());
}

TEST_P(TrainingKernels, PointwiseOperations) {
  const Index n = 67 * vector();
  const Doubles a = numbers(n, 5), b = numbers(n, 6);
  const DeviceBuffer from_a = upload(a), from_b = upload(b), out = room(n);
  const auto expect = [&](auto op) {
    Doubles exact;
    for (std::size_t i = 0; i < a.size(); ++i) exact.push_back(op(a[i], b[i]));
    expect_near(download(out), exact, tolerance());
  };
  relu(*queue_, dtype(), n, from_a.data(), out.data());
  expect([](double x, double) { return std::max(x, 0.0); });
  relu_backward(*queue_, dtype(), n, from_a.data(), from_b.data(), out.data());
  expect([](double y, double dy) { return y > 0 ? dy : 0; });
  add(*queue_, dtype(), n, from_a.data(), from_b.data(), out.data());
  expect([](double x, double y) { return x + y; });
}

// One part, several, and the most with more rows in each, which takes seconds to emulate; the
// vectors of a row in one block and in several.
TEST_P(TrainingKernels, ColumnSums) {
  const Index most = std::get<1>(GetParam()) == thread_orders().front() ? 66'000 : 2048;
  for (const auto& [rows, vectors] :
       {std::pair<Index, Index>{1, 1}, {63, 5}, {1024, 3}, {1025, 4}, {2048, 9}, {most, 1}}) {
    const Index stored = vectors * vector();
    const Doubles x = numbers(rows * stored, 7);
    const DeviceBuffer parts = room(column_sum_parts(rows) * stored, DType::fp32);
    const DeviceBuffer sum = room(stored, DType::fp32);
    column_sum(*queue_, dtype(), rows, stored, upload(x).data(), parts.as<float>(),
               sum.as<float>());
    Doubles exact(static_cast<std::size_t>(stored));
    for (std::size_t i = 0; i < x.size(); ++i) exact[i % exact.size()] += x[i];
    expect_near(download(sum, DType::fp32), exact, 1e-6);
  }
}

TEST_P(TrainingKernels, SoftmaxLossAndGradient) {
  const Index classes = 35, stored = (classes + vector() - 1) / vector() * vector(), count = 9;
  constexpr float kScale = 128;
  Doubles z = numbers(count * stored, 8);
  for (double& value : z) value *= 30;  // e^30 · 35 is no trouble for fp32, e^-60 is nothing
  std::vector<std::int32_t> labels;
  for (Index i = 0; i < count; ++i) labels.push_back(static_cast<std::int32_t>(4 * i % classes));
  const DeviceBuffer logits = upload(z), label_memory = upload_array(labels);
  const DeviceBuffer metrics(*queue_, count * sizeof(ImageMetrics)), dlogits = room(count * stored);
  softmax_loss(*queue_, dtype(), count, classes, stored, logits.data(),
               label_memory.as<std::int32_t>(), kScale, metrics.as<ImageMetrics>(), dlogits.data());
  MetricsBuffer totals(*queue_);
  add_metrics(*queue_, metrics.as<ImageMetrics>(), count, totals.get());
  const Metrics got = totals.take(count);
  const Doubles rounded = download(logits);
  double loss = 0;
  Index correct = 0;
  Doubles gradient(rounded.size());
  for (Index i = 0; i < count; ++i) {
    const auto first = rounded.begin() + i * stored;
    const double largest = *std::max_element(first, first + classes);
    double sum = 0;
    for (Index c = 0; c < classes; ++c) sum += std::exp(first[c] - largest);
    const Index label = labels[static_cast<std::size_t>(i)];
    loss += std::log(sum) + largest - first[label];
    correct += std::max_element(first, first + classes) - first == label;
    for (Index c = 0; c < classes; ++c) {
      gradient[static_cast<std::size_t>(i * stored + c)] =
          (std::exp(first[c] - largest) / sum - (c == label)) * kScale / count;
    }
  }
  EXPECT_NEAR(got.loss, loss / count, 1e-6 * loss);
  EXPECT_EQ(got.correct, correct);
  expect_near(download(dlogits), gradient, std::max(tolerance(), 1e-5));
  EXPECT_EQ(totals.take(1).correct, 0) << "taken twice";
}

TEST_P(TrainingKernels, SgdWithItsTwinsAndOverflow) {
  constexpr Index kN = 4 * 301;
  constexpr float kRate = 0.5f, kMomentum = 0.75f, kScale = 8;
  const Doubles p = numbers(kN, 9), v = numbers(kN, 10), g = numbers(kN, 11);
  const DeviceBuffer parameters = upload(p, DType::fp32), velocities = upload(v, DType::fp32);
  const DeviceBuffer gradients = upload(g), twins = room(kN);
  const DeviceBuffer rate = upload({kRate}, DType::fp32);
  const DeviceBuffer overflow = upload_array(std::vector<std::int32_t>{0});
  MetricsBuffer totals(*queue_);
  SgdArrays arrays{.parameters = parameters.as<float>(),
                   .velocities = velocities.as<float>(),
                   .gradients = gradients.data(),
                   .gradient_dtype = dtype(),
                   .twins = twins.data(),
                   .twin_dtype = dtype(),
                   .n = kN,
                   .learning_rate = rate.as<float>(),
                   .momentum = kMomentum,
                   .gradient_scale = kScale};
  const auto step = [&] {
    find_overflow(*queue_, arrays, overflow.as<std::int32_t>());
    sgd(*queue_, arrays, overflow.as<std::int32_t>(), totals.get());
  };
  step();
  Doubles velocity, parameter;
  for (std::size_t i = 0; i < p.size(); ++i) {
    velocity.push_back(kMomentum * v[i] + g[i] / kScale);
    parameter.push_back(p[i] - kRate * velocity[i]);
  }
  expect_near(download(velocities, DType::fp32), velocity, 1e-7);
  expect_near(download(parameters, DType::fp32), parameter, 1e-7);
  expect_near(download(twins), parameter, tolerance());
  Doubles infinite = g;
  infinite[kN - 1] = std::numeric_limits<double>::infinity();
  const DeviceBuffer bad = upload(infinite);
  arrays.gradients = bad.data();
  step();
  expect_near(download(parameters, DType::fp32), parameter, 1e-7);
  EXPECT_EQ(totals.take(1).skipped_steps, 1);
}

std::string dtype_and_order(const testing::TestParamInfo<std::tuple<DType, std::string>>& info) {
  return std::string(name(std::get<0>(info.param))) + '_' + std::get<1>(info.param);
}

INSTANTIATE_TEST_SUITE_P(DTypes, TrainingKernels,
                         testing::Combine(testing::Values(DType::fp32, DType::tf32, DType::bf16,
                                                          DType::fp16),
                                          testing::ValuesIn(thread_orders())),
                         dtype_and_order);

}  // namespace
}  // namespace warpmark::nn
