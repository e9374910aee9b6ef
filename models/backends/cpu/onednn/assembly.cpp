#include "models/backends/cpu/onednn/assembly.h"

#include <memory>
#include <stdexcept>

namespace warpmark::nn::cpu {
namespace {

Element element_of(DType dtype) { return dtype == DType::bf16 ? Element::bf16 : Element::f32; }

bool is_output(int argument) {
  return argument == DNNL_ARG_DST || argument == DNNL_ARG_DIFF_SRC ||
         argument == DNNL_ARG_DIFF_WEIGHTS || argument == DNNL_ARG_DIFF_BIAS;
}

/// A primitive with its arguments, as the library wants them each time.
struct Execution {
  dnnl::primitive primitive;
  std::vector<dnnl::memory> memories;
  std::vector<dnnl_exec_arg_t> arguments;

  void add(int argument, const Layout& layout, const dnnl::engine& engine, void* data) {
    memories.emplace_back(layout, engine, data);
    arguments.push_back({argument, memories.back().get()});
  }
  void run(const dnnl::stream& stream) const {
    dnnl::error::wrap_c_api(
        dnnl_primitive_execute(primitive.get(), stream.get(), static_cast<int>(arguments.size()),
                               arguments.data()),
        "could not execute a primitive");
  }
};

}  // namespace

dnnl::primitive_attr user_scratchpad() {
  dnnl::primitive_attr attributes;
  attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attributes;
}

Assembly::Assembly(const Graph& graph, const Build& build, Index images, const dnnl::stream& stream,
                   std::map<ValueId, Layout>& kept)
    : graph_(graph),
      build_(build),
      images_(images),
      stream_(stream),
      element_(element_of(build.dtype)),
      kept_(kept),
      next_(static_cast<ValueId>(graph.values.size())) {
  for (const Node& node : graph.nodes) {
    if (!std::holds_alternative<Sgd>(node.op)) continue;
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
      parameter_of_[node.inputs[i]] = graph.parameters[i].value;
  }
  lay_out(graph.images, row_major(shape(graph.images), element_));
}

Shape Assembly::shape(ValueId value) const {
  Shape shape = graph_.value(value).shape;
  if (graph_.value(value).batched) shape.insert(shape.begin(), images_);
  return shape;
}

Layout Assembly::any(ValueId value) const { return any_layout(shape(value), element_); }

const Layout& Assembly::layout(ValueId value) {
  if (const auto found = layouts_.find(value); found != layouts_.end()) return found->second;
  const auto parameter = parameter_of_.find(value);
  const auto kept = kept_.find(parameter == parameter_of_.end() ? value : parameter->second);
  if (kept != kept_.end()) return kept->second;
  if (graph_.value(value).batched) {
    throw std::logic_error(graph_.value(value).name + " is read before it is written");
  }
  return layouts_[value] = row_major(shape(value), Element::f32);
}

ValueId Assembly::fresh(const Layout& layout) {
  lay_out(next_, layout);
  return next_++;
}

ValueId Assembly::as(ValueId value, const Layout& layout) {
  if (this->layout(value) == layout) return value;
  for (const ValueId copy : copies_[value]) {
    if (this->layout(copy) == layout) return copy;
  }
  const ValueId copy = fresh(layout);
  copies_[value].push_back(copy);
  reorder(value, copy);
  if (!trains() && kept_.contains(value)) {
    lasting_.insert(copy);
    entries_.back().once = true;
  }
  return copy;
}

ValueId Assembly::in_vectors(ValueId value) {
  const Layout own = layout(value);
  if (channel_vectors(own)) return value;
  return as(value, cpu::in_vectors(own.get_dims(), own.get_data_type()));
}

void Assembly::write(ValueId value, const Layout& layout,
                     const std::function<void(ValueId)>& write) {
  if (this->layout(value) == layout) return write(value);
  const ValueId other = fresh(layout);
  write(other);
  reorder(other, value);
}

void Assembly::reorder(ValueId from, ValueId to) {
  const dnnl::reorder::primitive_desc description(engine(), layout(from), engine(), layout(to),
                                                  user_scratchpad());
  call(description, dnnl::reorder(description), {{DNNL_ARG_FROM, from}, {DNNL_ARG_TO, to}});
}

void Assembly::call(const dnnl::primitive_desc_base& description, const dnnl::primitive& primitive,
                    const std::map<int, ValueId>& arguments) {
  Step step;
  for (const auto& [argument, value] : arguments)
    (is_output(argument) ? step.writes : step.reads).push_back(value);
  const Layout scratch = description.scratchpad_desc();
  step.workspace_bytes = scratch.get_size();
  std::vector<std::pair<int, Layout>> layouts;
  for (const auto& [argument, value] : arguments) layouts.emplace_back(argument, layout(value));
  primitives_.insert(description.impl_info_str());

  loop(std::move(step), [=, stream = stream_](const Operands& operands) -> Kernel {
    const auto execution = std::make_shared<Execution>();
    execution->primitive = primitive;
    for (const auto& [argument, layout] : layouts) {
      execution->add(argument, layout, stream.get_engine(), operands.at(arguments.at(argument)));
    }
    execution->add(DNNL_ARG_SCRATCHPAD, scratch, stream.get_engine(), operands.workspace());
    return [execution, stream](const Pass&) { execution->run(stream); };
  });
}

void Assembly::loop(Step step, std::function<Kernel(const Operands&)> make) {
  entries_.push_back({std::move(step), std::move(make)});
}

}  // namespace warpmark::nn::cpu
