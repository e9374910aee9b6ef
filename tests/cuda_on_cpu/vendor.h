#pragma once

#include "models/backends/cuda/vendor.h"

namespace warpmark::emulation {

/// The vendors' libraries where there is no GPU: what their graphs and products mean, as loops in
/// double precision on the memory of the emulated one. What goes outside is rounded to how it is
/// stored.
class LoopVendor final : public nn::Vendor {
 public:
  nn::VendorKernel plan(const nn::CudnnGraph& graph, CudaQueue& queue) override;
  nn::VendorKernel plan(const nn::Product& product, CudaQueue& queue) override;
  std::string describe() const override { return "loops"; }
};

}  // namespace warpmark::emulation
