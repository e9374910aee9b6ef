#include "models/backends/cpu/onednn/layout.h"

#include "kernels/simd.h"

namespace warpmark::nn::cpu {

using Tag = dnnl::memory::format_tag;

Layout row_major(const Shape& shape, Element element) {
  dnnl::memory::dims strides(shape.size(), 1);
  for (std::size_t d = shape.size() - 1; d > 0; --d) strides[d - 1] = strides[d] * shape[d];
  return {shape, element, strides};
}

Layout any_layout(const Shape& shape, Element element) { return {shape, element, Tag::any}; }

Layout in_vectors(const Shape& shape, Element element) {
  return {shape, element, kLanes<float> == 16 ? Tag::nChw16c : Tag::nChw8c};
}

Layout laid_out_as(const Layout& like, const Shape& shape, Element element) {
  const auto vectors = channel_vectors(like);
  if (!vectors) return any_layout(shape, element);
  if (like.get_inner_nblks() == 0) return {shape, element, Tag::nhwc};
  return {shape, element, like.get_inner_blks()[0] == 16 ? Tag::nChw16c : Tag::nChw8c};
}

std::optional<ChannelVectors> channel_vectors(const Layout& layout) {
  constexpr Index kLane = kLanes<float>;
  if (layout.get_ndims() != 4) return std::nullopt;
  const Shape shape = layout.get_padded_dims(), strides = layout.get_strides();
  const bool blocked = layout.get_inner_nblks() == 1 && layout.get_inner_idxs()[0] == 1;
  const bool last = layout.get_inner_nblks() == 0 && strides[1] == 1;
  const Index together = blocked ? layout.get_inner_blks()[0] : shape[1];  // channels side by side
  if (!(blocked || last) || together % kLane != 0 || strides[2] != shape[3] * strides[3])
    return std::nullopt;
  return ChannelVectors{shape[0],   shape[1] / kLane, shape[2] * shape[3], strides[3],
                        strides[0], strides[1],       together / kLane,    kLane};
}

}  // namespace warpmark::nn::cpu
