#include "harness/cuda/device_output.h"

#include "harness/cuda/device_output.cuh"

#include <algorithm>
#include <vector>

namespace warpmark {
namespace {

class DeviceOutput : public Output {
 public:
  DeviceOutput(std::string name, DType dtype, Shape shape, CudaQueue& queue,
               const DeviceBuffer& memory)
      : Output(std::move(name), dtype, std::move(shape)), queue_(queue), memory_(memory) {}

  void read(Index begin, std::span<double> out) override {
    const std::size_t width = storage_bytes(dtype);
    std::vector<std::byte> bits(out.size() * width);
    const std::byte* from = memory_.data() + static_cast<std::size_t>(begin) * width;
    copy_to_host(queue_, bits.data(), from, bits.size());
    queue_.wait();
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = load(dtype, bits.data(), static_cast<std::ptrdiff_t>(i));
    }
  }

  void poison() override {
    // All bits set is a NaN in every floating-point format; int8 has -128, its largest magnitude.
    const unsigned char value = dtype == DType::int8 ? 0x80 : 0xff;
    set_bytes(queue_, memory_.data(), value, memory_.bytes());
    queue_.wait();
  }

  Index count_nan() override {
    switch (dtype) {
      case DType::fp64: return count_above<std::uint64_t>(0x7ff0'0000'0000'0000);
      case DType::fp32:
      case DType::tf32: return count_above<std::uint32_t>(0x7f80'0000);
      case DType::bf16: return count_above<std::uint16_t>(0x7f80);
      case DType::fp16: return count_above<std::uint16_t>(0x7c00);
      case DType::fp8_e4m3: return count_above<std::uint8_t>(0x7e);  // 448: it has no infinity
      case DType::int8: return 0;
    }
    return 0;
  }

 private:
  template <class Bits>
  Index count_above(Bits infinity) {
    const Index n = count(shape);
    const Index blocks = std::min(ceil_div(n, kScanThreads), Index{8} * queue_.multiprocessors());
    const DeviceBuffer counter(queue_, sizeof(unsigned long long));
    set_bytes(queue_, counter.data(), 0, counter.bytes());
    launch(queue_, dim3(static_cast<unsigned>(blocks)), dim3(kScanThreads), count_nan_kernel<Bits>,
           memory_.as<Bits>(), n, infinity, counter.as<unsigned long long>());
    unsigned long long found = 0;
    copy_to_host(queue_, reinterpret_cast<std::byte*>(&found), counter.data(), sizeof(found));
    queue_.wait();
    return static_cast<Index>(found);
  }

  CudaQueue& queue_;
  const DeviceBuffer& memory_;
};

}  // namespace

std::unique_ptr<Output> device_output(std::string name, DType dtype, Shape shape, CudaQueue& queue,
                                      const DeviceBuffer& memory) {
  return std::make_unique<DeviceOutput>(std::move(name), dtype, std::move(shape), queue, memory);
}

}  // namespace warpmark
