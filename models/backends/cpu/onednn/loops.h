#pragma once

#include "kernels/simd_narrow.h"
#include "models/backends/cpu/onednn/assembly.h"

#include <utility>

namespace warpmark::nn::cpu {

/// Adds a kernel of our own: make(T{}, operands) for the type of what is batched.
template <class Make>
void add_loop(Assembly& assembly, Step step, const Make& make) {
  const bool narrow = assembly.element() == Element::bf16;
  assembly.loop(std::move(step), [=](const Operands& operands) -> Kernel {
    return narrow ? make(Bf16{}, operands) : make(float{}, operands);
  });
}

/// Elements of an array, what fills it up included.
inline Index elements(const Layout& layout) {
  return static_cast<Index>(layout.get_size() /
                            dnnl::memory::data_type_size(layout.get_data_type()));
}

}  // namespace warpmark::nn::cpu
