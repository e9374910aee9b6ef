// The one file that includes cuDNN's frontend, which takes most of a minute to compile.

#include "models/backends/cuda/cudnn_engines.h"

#include "harness/error.h"

#include <cudnn_frontend.h>
#include <fmt/format.h>

#include <functional>

namespace warpmark::nn {
namespace {

namespace fe = cudnn_frontend;
using fe::graph::Graph;
using Attributes = std::shared_ptr<fe::graph::Tensor_attributes>;
using Kind = CudnnOperation::Kind;
using Build = std::function<fe::error_t(Graph&)>;

constexpr std::int64_t kLargestWorkspace = std::int64_t{512} << 20;

fe::DataType_t data_type(Storage storage) {
  switch (storage) {
    case Storage::fp32: return fe::DataType_t::FLOAT;
    case Storage::bf16: return fe::DataType_t::BFLOAT16;
    case Storage::fp16: return fe::DataType_t::HALF;
    case Storage::bit: return fe::DataType_t::BOOLEAN;
    case Storage::byte: return fe::DataType_t::UINT8;
    case Storage::int32: return fe::DataType_t::INT32;
  }
  return fe::DataType_t::NOT_SET;
}

/// A graph in cuDNN's own terms. Tensors outside of it have the number that CudnnGraph gives them,
/// plus one.
class Translation {
 public:
  explicit Translation(const CudnnGraph& graph) : from_(graph), tensors_(graph.tensors.size()) {
    to_->set_io_data_type(fe::DataType_t::FLOAT)
        .set_intermediate_data_type(fe::DataType_t::FLOAT)
        .set_compute_data_type(fe::DataType_t::FLOAT);
    for (const CudnnOperation& operation : graph.operations) translate(operation);
  }

  std::shared_ptr<Graph> result() const { return to_; }

 private:
  static std::vector<std::int64_t> dimensions(const Extents& e) { return {e.n, e.c, e.h, e.w}; }
  static std::vector<std::int64_t> strides(const Extents& e) {
    return {e.c * e.h * e.w, 1, e.c * e.w, e.c};
  }

  void describe(fe::graph::Tensor_attributes& to, int i) const {
    const CudnnTensor& tensor = from_.tensors[static_cast<std::size_t>(i)];
    const bool inside = tensor.buffer == CudnnTensor::kInside;
    to.set_uid(i + 1)
        .set_dim(dimensions(tensor.extents))
        .set_stride(strides(tensor.extents))
        .set_data_type(data_type(tensor.storage))
        .set_is_virtual(inside);
  }

  Attributes input(int i) {
    const auto at = static_cast<std::size_t>(i);
    const CudnnTensor& tensor = from_.tensors[at];
    if (tensors_[at]) return tensors_[at];
    if (tensor.buffer == CudnnTensor::kConstant) {
      return tensors_[at] = to_->tensor(tensor.constant);
    }
    fe::graph::Tensor_attributes attributes;
    describe(attributes, i);
    return tensors_[at] = to_->tensor(attributes);
  }

  void output(int i, const Attributes& attributes) {
    describe(*attributes, i);
    tensors_[static_cast<std::size_t>(i)] = attributes;
  }

  template <class Outputs>
  void outputs(const CudnnOperation& operation, const Outputs& attributes) {
    for (std::size_t i = 0; i < operation.outputs.size(); ++i) {
      output(operation.outputs[i], attributes[i]);
    }
  }

  /// Padding and stride, the same both ways.
  template <class Convolution>
  static Convolution window(const CudnnOperation& operation) {
    return Convolution()
        .set_padding({operation.padding, operation.padding})
        .set_stride({operation.stride, operation.stride})
        .set_dilation({1, 1});
  }

  void translate(const CudnnOperation& operation) {
    const auto in = [&](std::size_t i) { return input(operation.inputs[i]); };
    switch (operation.kind) {
      case Kind::convolution:
        return output(
            operation.outputs[0],
            to_->conv_fprop(in(0), in(1), window<fe::graph::Conv_fprop_attributes>(operation)));
      case Kind::dgrad:
        return output(
            operation.outputs[0],
            to_->conv_dgrad(in(0), in(1), window<fe::graph::Conv_dgrad_attributes>(operation)));
      case Kind::wgrad:
        return output(
            operation.outputs[0],
            to_->conv_wgrad(in(0), in(1), window<fe::graph::Conv_wgrad_attributes>(operation)));
      case Kind::add: return pointwise(operation, fe::PointwiseMode_t::ADD);
      case Kind::subtract: return pointwise(operation, fe::PointwiseMode_t::SUB);
      case Kind::multiply: return pointwise(operation, fe::PointwiseMode_t::MUL);
      case Kind::relu: return pointwise(operation, fe::PointwiseMode_t::RELU_FWD);
      case Kind::relu_backward: return pointwise(operation, fe::PointwiseMode_t::RELU_BWD);
      case Kind::greater: return pointwise(operation, fe::PointwiseMode_t::CMP_GT);
      case Kind::statistics:
        return outputs(operation, to_->genstats(in(0), fe::graph::Genstats_attributes()));
      default: return normalise(operation);
    }
  }

  void normalise(const CudnnOperation& operation) {
    const auto in = [&](std::size_t i) { return input(operation.inputs[i]); };
    if (operation.kind == Kind::batch_norm) {
      auto mean = in(4), variance = in(5), momentum = in(6), epsilon = in(3);
      fe::graph::Batchnorm_attributes attributes;
      attributes.set_epsilon(epsilon).set_previous_running_stats(mean, variance, momentum);
      return outputs(operation, to_->batchnorm(in(0), in(1), in(2), attributes));
    }
    if (operation.kind == Kind::batch_norm_applied) {
      return output(operation.outputs[0],
                    to_->batchnorm_inference(in(0), in(1), in(2), in(3), in(4), {}));
    }
    if (operation.kind == Kind::batch_norm_backward) {
      fe::graph::Batchnorm_backward_attributes attributes;
      attributes.set_saved_mean_and_inv_variance(in(3), in(4));
      return outputs(operation, to_->batchnorm_backward(in(0), in(1), in(2), attributes));
    }
    outputs(operation, to_->dbn_weight(in(0), in(1), in(3), in(4), in(2), {}));
  }

  void pointwise(const CudnnOperation& operation, fe::PointwiseMode_t mode) {
    const auto attributes = fe::graph::Pointwise_attributes().set_mode(mode);
    const auto a = input(operation.inputs[0]);
    output(operation.outputs[0], operation.inputs.size() == 1
                                     ? to_->pointwise(a, attributes)
                                     : to_->pointwise(a, input(operation.inputs[1]), attributes));
  }

  const CudnnGraph& from_;
  std::shared_ptr<Graph> to_ = std::make_shared<Graph>();
  std::vector<Attributes> tensors_;
};

/// Leaves the engines that `rules` allow.
void select_engines(Graph& graph, const CudnnRules& rules) {
  std::vector<fe::NumericalNote_t> notes = {fe::NumericalNote_t::DOWN_CONVERT_INPUTS,
                                            fe::NumericalNote_t::REDUCED_PRECISION_REDUCTION};
  if (!rules.tensor_cores) notes.push_back(fe::NumericalNote_t::TENSOR_CORE);
  if (rules.deterministic) notes.push_back(fe::NumericalNote_t::NONDETERMINISTIC);
  graph.deselect_numeric_notes(notes);
}

}  // namespace

class CudnnEngines::Impl {
 public:
  Impl(const CudnnGraph& description, const CudnnRules& rules, const Build& build)
      : description_(description.key()), graph_(Translation(description).result()) {
    graph_->set_cuda_graph_retention(fe::CudaGraphRetention_t::NONE);  // programs outlive theirs
    check(graph_->validate());
    check(build(*graph_));
    check(graph_->create_execution_plans({fe::HeurMode_t::A, fe::HeurMode_t::FALLBACK}));
    select_engines(*graph_, rules);
    graph_->deselect_workspace_greater_than(kLargestWorkspace);
    check(graph_->check_support());
  }

  /// Throws Unsupported with the graph and what cuDNN says.
  void check(fe::error_t status) const {
    if (status.is_bad()) throw Unsupported("cuDNN: " + description_ + ": " + status.get_message());
  }

  Graph& graph() const { return *graph_; }

 private:
  std::string description_;
  std::shared_ptr<Graph> graph_;
};

CudnnEngines::CudnnEngines(const CudnnGraph& graph, const CudnnRules& rules, cudnnHandle_t handle)
    : impl_(std::make_unique<Impl>(
          graph, rules, [&](Graph& built) { return built.build_operation_graph(handle); })) {}

CudnnEngines::CudnnEngines(const CudnnGraph& graph, const CudnnRules& rules,
                           const std::string& properties) {
  const auto device = std::make_shared<fe::DeviceProperties>();
  if (device->deserialize({properties.begin(), properties.end()}).is_bad()) {
    throw std::invalid_argument("cuDNN does not understand the device's properties");
  }
  impl_ = std::make_unique<Impl>(graph, rules, [&](Graph& built) {
    built.set_device_properties(device).set_sm_version(90);
    return built.build_operation_graph();
  });
}

CudnnEngines::~CudnnEngines() = default;

std::string CudnnEngines::version() {
  return fmt::format("cudnn-frontend {}.{}.{}", CUDNN_FRONTEND_MAJOR_VERSION,
                     CUDNN_FRONTEND_MINOR_VERSION, CUDNN_FRONTEND_PATCH_VERSION);
}

int CudnnEngines::count() const {
  return static_cast<int>(impl_->graph().get_execution_plan_count());
}

bool CudnnEngines::build(int i) { return impl_->graph().build_plan_at_index(i).is_good(); }

std::string CudnnEngines::name(int i) const {
  std::string name;
  impl_->check(impl_->graph().get_plan_name_at_index(i, name));
  return name;
}

std::size_t CudnnEngines::workspace_bytes(int i) const {
  std::int64_t bytes = 0;
  impl_->check(impl_->graph().get_workspace_size_plan_at_index(i, bytes));
  return static_cast<std::size_t>(bytes);
}

void CudnnEngines::execute(int i, cudnnHandle_t handle, std::span<void*> tensors,
                           std::byte* workspace) const {
  impl_->check(impl_->graph().execute_plan_at_index(
      handle, tensors.data(), static_cast<int>(tensors.size()), workspace, i));
}

}  // namespace warpmark::nn
