#include "models/verification.h"

#include "harness/environment.h"
#include "harness/error.h"
#include "harness/hash.h"
#include "models/backends/reference/reference.h"
#include "models/data/permutation.h"
#include "models/gradient.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <span>

namespace warpmark::nn {
namespace {

constexpr std::uint64_t kSeed = 1;  // the images are always the same
constexpr float kRate = 1024;       // so much that parameters do not round the change away
constexpr std::size_t kLogits = 1;  // its place in a probe; the changes follow

/// A word of the stream that belongs to a name.
std::uint32_t word(const char* name, Index at) {
  const PhiloxKey key = random_stream(fnv1a(name), kSeed);
  return philox(static_cast<std::uint64_t>(at) / 4, key).word[at % 4];
}

void draw(const Shape& shape, Index image, std::uint8_t* out) {
  constexpr Index kBlocks = 4;  // a side
  const Index channels = shape[0], height = shape[1], width = shape[2];
  for (Index i = 0; i < channels * height * width; ++i) {
    const Index c = i / (height * width), y = i / width % height, x = i % width;
    const Index block = (y * kBlocks / height) * kBlocks + x * kBlocks / width;
    const Index at = (image * channels + c) * kBlocks * kBlocks + block;
    const std::uint32_t bright = below(192, word("blocks", at));
    const std::uint32_t noise = below(64, word("noise", image * channels * height * width + i));
    out[i] = static_cast<std::uint8_t>(bright + noise);
  }
}

/// "layer1.0.bn2" of "layer1.0.bn2.weight".
std::string layer_of(const Graph& graph, const Persistent& parameter) {
  const std::string& name = graph.value(parameter.value).name;
  return name.substr(0, name.rfind('.'));
}

/// The names and shapes of a probe's values; no values yet, which would be as many as parameters.
Probe outline(const Graph& graph, Pass pass, Index batch) {
  const Index classes = warpmark::count(graph.value(graph.logits).shape);
  Probe probe{{"loss", {{1}, {}}}, {"logits", {{batch, classes}, {}}}};
  if (pass == Pass::inference) return probe;
  for (const Persistent& p : graph.parameters) {
    const std::string name = "change of " + layer_of(graph, p);
    if (probe.back().name != name) probe.push_back({name, {{1, 0}, {}}});
    probe.back().tensor.shape[1] += warpmark::count(graph.value(p.value).shape);
  }
  return probe;
}

/// In training: what a step took from the parameters of each layer, over the learning rate.
void fill_changes(const Graph& graph, const State& before, const State& after, Probe& probe) {
  std::map<std::string, std::vector<double>> changes;
  for (const Persistent& p : graph.parameters) {
    const std::string& name = graph.value(p.value).name;
    const std::vector<double>&from = before.at(name).values, &to = after.at(name).values;
    std::vector<double>& change = changes["change of " + layer_of(graph, p)];
    for (std::size_t i = 0; i < from.size(); ++i) change.push_back((from[i] - to[i]) / kRate);
  }
  for (auto& [name, tensor] : probe) {
    if (changes.contains(name)) tensor.values = std::move(changes[name]);
  }
}

/// The rows of `logits`, whose batch is a permutation of the images, in the order of the images.
void put_in_order(const Tensor& logits, const Build& build, Tensor& out) {
  const Index batch = logits.shape[0], classes = count(logits.shape) / batch;
  const Permutation image(build.seed, 0, batch);
  for (Index row = 0; row < batch; ++row) {
    const Index at = build.order == Order::shuffled ? image(row) : row;
    std::copy_n(logits.values.begin() + row * classes, classes, out.values.begin() + at * classes);
  }
}

/// What the reference says of a batch, or of one with cropped filters: the last one that was asked
/// for, since all variants, dtypes and timings of a batch follow one another.
class Reference {
 public:
  Reference(Recipe recipe, Pass pass) : recipe_(std::move(recipe)), pass_(pass) {}

  /// Value `which` of the probe of a point's batch.
  std::vector<double> values(const Params& point, std::size_t which) {
    const Index batch = point["batch"], distinct = distinct_images(batch, recipe_.verified_images);
    const std::pair asked(distinct, has_cropped_filters(point));
    if (asked != computed_) compute(distinct, recipe_at(recipe_, point));
    computed_ = asked;
    const std::vector<double>& few = probe_[which].tensor.values;
    if (which != kLogits) return few;
    const Index classes = static_cast<Index>(few.size()) / distinct;
    std::vector<double> all;
    for (Index at = 0; at < batch; ++at) {
      const Index image = distinct_image(at, distinct, batch);
      const auto row = few.begin() + place_[static_cast<std::size_t>(image)] * classes;
      all.insert(all.end(), row, row + classes);
    }
    return all;
  }

 private:
  void compute(Index distinct, const Recipe& recipe) {
    const Build build{.dtype = DType::fp64,
                      .batch = distinct,
                      .order = Order::sequential,
                      .threads = query_cpu().usable_threads};
    probe_ = run_probe(recipe, pass_, Norms::apart, distinct, build, compile_reference);
    place_.resize(static_cast<std::size_t>(distinct));
    for (Index at = 0; at < distinct; ++at) {
      place_[static_cast<std::size_t>(distinct_image(at, distinct, distinct))] = at;
    }
  }

  const Recipe recipe_;
  const Pass pass_;
  std::pair<Index, bool> computed_;  // distinct images; with cropped filters
  Probe probe_;
  std::vector<Index> place_;  // of each of the distinct images in the reference's batch
};

/// What is stored is rounded to the dtype, sums and, in fp32 and narrower, their inputs within a
/// layer to fp32: so many of each as docs/training.md says.
Tolerance tolerance(double stored, double summed, const Params& params) {
  constexpr double kMost = 0.9;  // nothing at all is off by 1
  const double roundoff = unit_roundoff(parse_dtype(params.word("dtype")));
  const double sums = std::min(roundoff, unit_roundoff(DType::fp32));
  return {std::min(stored * roundoff + summed * sums, kMost),
          fmt::format("{:g} roundings of what is stored, {:g} of sums", stored, summed)};
}

}  // namespace

Graph graph_of(const Recipe& recipe, Pass pass, Norms norms) {
  if (pass == Pass::training) {
    return differentiate(recipe.network(Builder::Mode::training), {.momentum = recipe.momentum});
  }
  Graph graph = recipe.network(Builder::Mode::inference);
  return norms == Norms::folded ? fold_batch_norm(graph) : graph;
}

Index distinct_images(Index batch, Index most) {
  for (Index n = std::min(batch, most); 2 * n >= std::min(batch, most); --n) {
    if (batch % n == 0) return n;
  }
  return batch;
}

Index distinct_image(Index position, Index distinct, Index count) {
  return Permutation(kSeed, 0, count)(position) % distinct;
}

ImageSet verification_images(const Graph& graph, Index distinct, Index count) {
  const Shape shape = graph.value(graph.images).shape;
  const Index classes = warpmark::count(graph.value(graph.logits).shape);
  ImageSet set{count, shape[0], shape[1], shape[2], classes, {}, {}};
  const auto bytes = static_cast<std::size_t>(set.image_bytes());
  std::vector<std::uint8_t> drawn(static_cast<std::size_t>(distinct) * bytes);
  for (Index i = 0; i < distinct; ++i) draw(shape, i, drawn.data() + i * set.image_bytes());
  for (Index position = 0; position < count; ++position) {
    const Index image = distinct_image(position, distinct, count);
    const auto begin = drawn.begin() + image * set.image_bytes();
    set.images.insert(set.images.end(), begin, begin + set.image_bytes());
    set.labels.push_back(static_cast<std::uint16_t>(
        below(static_cast<std::uint32_t>(classes), word("labels", image))));
  }
  return set;
}

Probe blank_probe(const Graph& graph, Pass pass, Index batch) {
  Probe probe = outline(graph, pass, batch);
  for (ProbeValue& value : probe) {
    value.tensor.values.assign(static_cast<std::size_t>(warpmark::count(value.tensor.shape)),
                               std::numeric_limits<double>::quiet_NaN());
  }
  return probe;
}

Probe run_probe(const Recipe& recipe, Pass pass, Norms norms, Index distinct, Build build,
                const Compile& compile) {
  const Graph graph = graph_of(recipe, pass, norms);
  const ImageSet images = verification_images(graph, distinct, build.batch);
  build.augmentation = Augmentation::none;
  const State before = verification_state(recipe, pass, norms);
  const auto program = compile(graph, images, build);
  program->write(before);
  program->metrics();
  const std::array<float, 1> rate{kRate};
  program->run(
      {.count = 1, .learning_rate = std::span(rate.data(), pass == Pass::training ? 1 : 0)});

  Probe probe = blank_probe(graph, pass, build.batch);
  const Metrics metrics = program->metrics();
  if (metrics.images != build.batch) {
    throw WrongResult(fmt::format("{} of {} images were counted", metrics.images, build.batch));
  }
  probe[0].tensor.values[0] = metrics.loss;
  put_in_order(program->fetch(graph.logits), build, probe[kLogits].tensor);
  if (pass == Pass::training) fill_changes(graph, before, program->read(), probe);
  return probe;
}

std::vector<Expected> expectations(const Recipe& recipe, Pass pass) {
  const auto reference = std::make_shared<Reference>(recipe, pass);
  const auto outlined = [&](const Recipe& of) {
    return outline(graph_of(of, pass, Norms::apart), pass, 1);
  };
  const Probe cropped = outlined(with_cropped_filters(recipe));
  std::vector<Expected> expected;
  for (const ProbeValue& value : outlined(recipe)) {
    const std::size_t which = expected.size();
    const bool forward = which <= kLogits;
    const double stored = forward ? 30 : recipe.gradient_roundings, summed = forward ? 200 : 1e5;
    Expected& e = expected.emplace_back();
    e.output = value.name;
    const Shape whole = value.tensor.shape, part = cropped[which].tensor.shape;
    e.shape = [=](const Params& p) {
      const Shape& shape = has_cropped_filters(p) ? part : whole;
      return which == kLogits ? Shape{p["batch"], shape[1]} : shape;
    };
    e.tolerance = [=](const Params& p) { return tolerance(stored, summed, p); };
    e.whole = [reference, which](const Point& point) {
      return reference->values(point.params, which);
    };
  }
  return expected;
}

}  // namespace warpmark::nn
