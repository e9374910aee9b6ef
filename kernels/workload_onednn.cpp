#include "harness/error.h"
#include "kernels/onednn.h"

#include <dnnl.hpp>
#include <dnnl_debug.h>
#include <fmt/format.h>
#include <omp.h>

namespace warpmark {
namespace {

dnnl::memory::data_type data_type(DType dtype) {
  switch (dtype) {
    case DType::fp64: return dnnl::memory::data_type::f64;
    case DType::fp32: return dnnl::memory::data_type::f32;
    case DType::bf16: return dnnl::memory::data_type::bf16;
    case DType::fp16: return dnnl::memory::data_type::f16;
    default: throw Unsupported("oneDNN has no " + std::string(name(dtype)));
  }
}

/// "oneDNN 3.2.1, brg:avx512_core, avx512_core_bf16"
std::string describe(const char* implementation) {
  const dnnl_version_t& version = *dnnl_version();
  constexpr std::string_view kPrefix = "cpu_isa_";
  const std::string isa = dnnl_cpu_isa2str(dnnl_get_effective_cpu_isa());
  return fmt::format("oneDNN {}.{}.{}, {}, {}", version.major, version.minor, version.patch,
                     implementation, isa.substr(isa.starts_with(kPrefix) ? kPrefix.size() : 0));
}

}  // namespace

struct OnednnWorkload::Library {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
};

OnednnWorkload::OnednnWorkload(const Point& point, const Context& context, std::string output,
                               Shape shape)
    : CpuWorkload(point, context, std::move(output), std::move(shape)),
      library_(std::make_unique<Library>()) {
  omp_set_num_threads(threads_);  // oneDNN has no setting of its own
}

OnednnWorkload::~OnednnWorkload() = default;

void OnednnWorkload::run() {
  library_->primitive.execute(library_->stream, library_->arguments);
  library_->stream.wait();
}

const dnnl::engine& OnednnWorkload::engine() const { return library_->engine; }

dnnl::memory OnednnWorkload::array(const Shape& shape, std::byte* data) const {
  dnnl::memory::dims strides(shape.size(), 1);
  for (std::size_t d = shape.size() - 1; d > 0; --d) strides[d - 1] = strides[d] * shape[d];
  return {{shape, data_type(dtype_), strides}, library_->engine, data};
}

void OnednnWorkload::prepare(const dnnl::primitive_desc_base& description,
                             const dnnl::primitive& primitive,
                             const std::unordered_map<int, dnnl::memory>& arguments) {
  const std::string chosen = description.impl_info_str();
  if (chosen.starts_with("ref")) {
    throw Unsupported(
        fmt::format("oneDNN has only its reference code for {} on this processor", name(dtype_)));
  }
  implementation_ = describe(chosen.c_str());
  library_->primitive = primitive;
  library_->arguments = arguments;
}

Factory onednn_factory(Factory make) {
  return [make = std::move(make)](const Point& point, Context& context) {
    try {
      return make(point, context);
    } catch (const dnnl::error& error) {
      throw Unsupported(fmt::format("oneDNN has nothing for {} on this processor: {}",
                                    name(point.dtype()), error.what()));
    }
  };
}

}  // namespace warpmark
