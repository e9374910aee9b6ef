#include "models/backends/cuda/cuda_program.h"
#include "tests/cuda_on_cpu/grid.h"
#include "tests/cuda_on_cpu/vendor.h"
#include "tests/models/cuda_backend.h"
#include "tests/models/cuda_threads.h"

#include <map>

namespace warpmark {
namespace {

constexpr std::uint64_t kSeed = 5;  // of the random one

}  // namespace

nn::Compile nn::cuda_backend(const Tuning& tuning) {
  return [tuning](const Graph& graph, const ImageSet& images, const Build& build) {
    return make_cuda_program(graph, images, build, std::make_shared<emulation::LoopVendor>(),
                             tuning);
  };
}

std::vector<std::string> nn::thread_orders() { return {"forward", "reverse", "random"}; }

void nn::run_threads(const std::string& order) {
  using emulation::Order;
  static const std::map<std::string, Order> orders{
      {"forward", Order::forward}, {"reverse", Order::reverse}, {"random", Order::random}};
  emulation::schedule() = {orders.at(order), kSeed};
}

}  // namespace warpmark
