#include "models/backends/cpu/onednn/program.h"

#include "kernels/simd.h"
#include "models/backends/cpu/onednn/schedule.h"

#include <dnnl_debug.h>
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <list>
#include <optional>
#include <utility>

namespace warpmark::nn::cpu {
namespace {

/// Copies an array into another layout.
void reorder(const dnnl::stream& stream, const Layout& from, const void* source, const Layout& to,
             void* target) {
  const dnnl::engine engine = stream.get_engine();
  dnnl::memory in(from, engine, const_cast<void*>(source)), out(to, engine, target);
  dnnl::reorder(in, out).execute(stream, in, out);
}

class OnednnProgram : public Program {
 public:
  OnednnProgram(const Graph& graph, const ImageSet& images, const Build& build)
      : graph_(graph), set_(images), build_(build) {
    omp_set_num_threads(build.threads);  // oneDNN has no setting of its own
    const Index batch = std::min(build.batch, images.count), rest = images.count % batch;
    add_schedule(batch);
    if (rest > 0) add_schedule(rest);
    persistents_.emplace(graph_, packings());
    std::size_t bytes = 0;
    for (Schedule& schedule : schedules_) bytes = std::max(bytes, schedule.plan(*persistents_));
    arena_ = HostBuffer(bytes);
    for (Schedule& schedule : schedules_) schedule.bind(*persistents_, arena_.data());
  }

  void write(const State& state) override;
  State read() override { return persistents_->read(); }
  void run(const Steps& steps) override;
  Metrics metrics() override { return std::exchange(total_, {}).metrics(); }
  Tensor fetch(ValueId value) override;
  std::string implementation() const override;

 private:
  void add_schedule(Index images) {
    schedules_.emplace_back(graph_, set_, build_, images, stream_, kept_);
  }
  std::map<ValueId, Packing> packings() const;
  const Schedule& schedule(Index images) const {
    return schedules_.front().images() == images ? schedules_.front() : schedules_.back();
  }

  const Graph graph_;
  const ImageSet& set_;
  const Build build_;
  const dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
  const dnnl::stream stream_{engine_};
  std::map<ValueId, Layout> kept_;  // of parameters
  std::list<Schedule> schedules_;   // of a whole batch, and of what is left at an epoch's end
  std::optional<Persistents> persistents_;
  HostBuffer arena_;
  Tally total_, last_;  // since metrics(); of the last step
};

std::map<ValueId, Packing> OnednnProgram::packings() const {
  std::map<ValueId, Packing> packings;
  for (const auto& [parameter, layout] : kept_) {
    const Layout plain = row_major(layout.get_dims(), Element::f32);
    packings[parameter] = {
        static_cast<Index>(layout.get_size() / sizeof(float)),
        [=, this](const float* from, float* to) { reorder(stream_, plain, from, layout, to); },
        [=, this](const float* from, float* to) { reorder(stream_, layout, from, plain, to); }};
  }
  return packings;
}

void OnednnProgram::write(const State& state) {
  omp_set_num_threads(build_.threads);
  persistents_->write(state);
  const Epoch none(set_, build_, 0);
  for (const Schedule& schedule : schedules_) schedule.prepare({none, 0, 0, last_});
}

void OnednnProgram::run(const Steps& steps) {
  const bool trains = persistents_->trains();
  check_steps(steps, set_, build_, trains);
  omp_set_num_threads(build_.threads);
  const Epoch epoch(set_, build_, steps.epoch);
  for (Index i = 0; i < steps.count; ++i) {
    const Index step = steps.first + i;
    const float rate = trains ? steps.learning_rate[static_cast<std::size_t>(i)] : 0;
    last_ = {};
    schedule(images_of_step(set_, build_, step)).run({epoch, step * build_.batch, rate, last_});
    total_ += last_;
  }
}

Tensor OnednnProgram::fetch(ValueId value) {
  const Metrics step = last_.metrics();
  if (value == graph_.loss) return {{1}, {step.loss}};
  if (value == graph_.correct) return {{1}, {static_cast<double>(step.correct)}};
  if (value != graph_.logits) return persistents_->tensor(value);
  const Schedule& schedule = this->schedule(step.images);
  const Layout plain = row_major({step.images, graph_.value(value).shape[0]}, Element::f32);
  std::vector<float> values(plain.get_size() / sizeof(float));
  reorder(stream_, schedule.logits(), arena_.data() + schedule.logits_offset(), plain,
          values.data());
  return {plain.get_dims(), {values.begin(), values.end()}};
}

std::string OnednnProgram::implementation() const {
  const dnnl_version_t& version = *dnnl_version();
  std::string text = fmt::format("oneDNN {}.{}.{} (", version.major, version.minor, version.patch);
  for (const std::string& name : schedules_.front().primitives()) text += name + ", ";
  text.replace(text.size() - 2, 2, "), ");
  return text + "own loops " + kLevel + ", OpenMP";
}

}  // namespace

std::unique_ptr<Program> compile_onednn(const Graph& graph, const ImageSet& images,
                                        const Build& build) {
  return std::make_unique<OnednnProgram>(graph, images, build);
}

}  // namespace warpmark::nn::cpu
