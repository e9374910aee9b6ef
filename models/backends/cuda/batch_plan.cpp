#include "models/backends/cuda/batch_plan.h"

#include <algorithm>

namespace warpmark::nn {
namespace {

std::vector<std::size_t> arena_bytes(const std::vector<Buffer>& buffers) {
  std::vector<std::size_t> bytes;
  for (const Buffer& buffer : buffers) {
    bytes.push_back(buffer.home == Home::arena ? buffer.bytes() : 0);
  }
  return bytes;
}

std::vector<ValueId> kept(const std::vector<Buffer>& buffers) {
  std::vector<ValueId> kept;
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    if (buffers[i].kept) kept.push_back(static_cast<ValueId>(i));
  }
  return kept;
}

}  // namespace

BatchPlan::BatchPlan(Lowered lowered, Vendor& vendor, CudaQueue& main, CudaQueue& beside)
    : lowered_(std::move(lowered)), main_(main), beside_(beside), branches_(lowered_.kernels) {
  const auto first_workspace = static_cast<int>(lowered_.buffers.size());
  std::vector<std::size_t> bytes = nn::arena_bytes(lowered_.buffers);
  bytes.resize(bytes.size() + lowered_.kernels.size());
  for (std::size_t i = 0; i < lowered_.kernels.size(); ++i) {
    prepare(lowered_.kernels[i], branches_.turns[i], vendor);
    std::size_t& workspace = bytes[this->workspace(i)];
    workspace = std::max(workspace, vendor_kernels_[i].workspace_bytes);
  }
  if (branches_.behind_at_end >= 0) ends_.try_emplace(branches_.behind_at_end, make_signal());
  memory_ = plan_memory(branches_.steps(lowered_.kernels, first_workspace), bytes,
                        kept(lowered_.buffers));
}

void BatchPlan::prepare(const Kernel& kernel, const Turn& turn, Vendor& vendor) {
  if (turn.behind >= 0) ends_.try_emplace(turn.behind, make_signal());
  CudaQueue& queue = turn.aside ? beside_ : main_;
  VendorKernel planned;
  if (const auto* graph = std::get_if<CudnnGraph>(&kernel.what)) {
    planned = vendor.plan(*graph, queue);
  } else if (const auto* product = std::get_if<Product>(&kernel.what)) {
    planned = vendor.plan(*product, queue);
  }
  vendor_kernels_.push_back(std::move(planned));
}

void BatchPlan::place(const Homes& homes) {
  std::byte* const arena = homes.begin.at(Home::arena);
  const auto in_arena = [&](std::size_t value) -> std::byte* {
    const std::size_t offset = memory_.offset[value];
    return offset == MemoryPlan::kNone ? nullptr : arena + offset;
  };
  std::vector<std::byte*> addresses;
  for (std::size_t i = 0; i < lowered_.buffers.size(); ++i) {
    const Buffer& buffer = lowered_.buffers[i];
    if (buffer.home == Home::constants) {
      addresses.push_back(homes.constants.at(i));
    } else if (buffer.home == Home::arena) {
      addresses.push_back(in_arena(i));
    } else {
      addresses.push_back(homes.begin.at(buffer.home) + buffer.offset);
    }
  }
  addresses_ = Addresses(std::move(addresses));
  workspaces_.clear();
  for (std::size_t i = 0; i < lowered_.kernels.size(); ++i) {
    workspaces_.push_back(in_arena(workspace(i)));
  }
}

void BatchPlan::enqueue(Index step) {
  for (Phase phase : {Phase::data, Phase::forward, Phase::backward, Phase::optimizer}) {
    enqueue(phase, step);
  }
}

void BatchPlan::enqueue(Phase phase, Index step) {
  for (std::size_t i = 0; i < lowered_.kernels.size(); ++i) {
    if (lowered_.kernels[i].phase == phase) enqueue_kernel(i, step);
  }
  if (phase == Phase::optimizer && branches_.behind_at_end >= 0) {
    ends_.at(branches_.behind_at_end).hold(main_);
  }
}

void BatchPlan::enqueue_kernel(std::size_t i, Index step) {
  const Turn& turn = branches_.turns[i];
  if (turn.behind >= 0) ends_.at(turn.behind).hold(queue(i));
  if (const auto* own = std::get_if<Own>(&lowered_.kernels[i].what)) {
    (*own)(queue(i), addresses_, step);
  } else {
    vendor_kernels_[i].enqueue(addresses_, workspaces_[i]);
  }
  const auto end = ends_.find(static_cast<int>(i));
  if (end != ends_.end()) end->second.record(queue(i));
}

std::map<std::string, int> BatchPlan::engines() const {
  std::map<std::string, int> engines;
  for (std::size_t i = 0; i < lowered_.kernels.size(); ++i) {
    const std::string& engine = vendor_kernels_[i].implementation;
    ++engines[lowered_.kernels[i].name + (engine.empty() ? "" : " " + engine)];
  }
  return engines;
}

}  // namespace warpmark::nn
