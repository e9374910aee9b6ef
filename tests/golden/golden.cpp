#include "tests/golden/golden.h"

#include "harness/input.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <stdexcept>

namespace warpmark::nn::golden {
namespace {

constexpr std::uint64_t kSeed = 1;

std::vector<double> uniform(const std::string& name, const Shape& shape) {
  std::vector<double> out(static_cast<std::size_t>(warpmark::count(shape)));
  Input{name, DType::fp32, shape, {}, kSeed}.read(0, out);
  return out;
}

std::vector<double> integers(const std::string& name, const Shape& shape, std::int32_t high) {
  std::vector<double> out(static_cast<std::size_t>(warpmark::count(shape)));
  Input{name, DType::fp32, shape, {Fill::Kind::integer, 0, high}, kSeed}.read(0, out);
  return out;
}

struct Affine {
  double offset, factor;
};

/// What u becomes.
Affine parameter(const std::string& name, const Shape& shape) {
  if (name.ends_with("running_var")) return {1, 0.25};
  if (name.ends_with("bias") || name.ends_with("running_mean")) return {0, 0.1};
  if (shape.size() == 1) return {1, 0.25};
  const auto fan_in = static_cast<double>(warpmark::count(shape) / shape[0]);
  return {0, std::sqrt((shape.size() == 4 ? 6.0 : 1.0) / fan_in)};
}

Tensor start_of(const Value& value) {
  Tensor tensor{value.shape, uniform(value.name, value.shape)};
  const auto [offset, factor] = parameter(value.name, value.shape);
  for (double& x : tensor.values) x = static_cast<float>(offset + factor * x);
  return tensor;
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::filesystem::path file(const std::string& name) {
  const auto program = std::filesystem::canonical("/proc/self/exe");
  return program.parent_path().parent_path() / "golden" / name;
}

nlohmann::json values(const std::string& name) {
  return nlohmann::json::parse(contents(file(name + ".json")));
}

State start(const Graph& graph) {
  State state;
  for (const auto* persistents : {&graph.parameters, &graph.statistics}) {
    for (const Persistent& persistent : *persistents) {
      const Value& value = graph.value(persistent.value);
      state[value.name] = start_of(value);
    }
  }
  return state;
}

ImageSet images(Index count, const Shape& image) {
  const Index channels = image.at(0), height = image.at(1), width = image.at(2);
  const Index rows = (height + 3) / 4, columns = (width + 3) / 4;
  const auto labels = integers("labels", {count}, 9);
  const auto pattern = integers("pattern", {10, channels, rows, columns}, 255);
  const auto noise = integers("noise", {count, channels, height, width}, 255);
  ImageSet set{count, channels, height, width, 10, {}, {labels.begin(), labels.end()}};
  set.images.reserve(noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) {
    const auto flat = static_cast<Index>(i);
    const Index x = flat % width, y = flat / width % height, plane = flat / (width * height);
    const Index label = set.labels[static_cast<std::size_t>(plane / channels)];
    const Index coarse = ((label * channels + plane % channels) * rows + y / 4) * columns + x / 4;
    const double sum = 3 * pattern[static_cast<std::size_t>(coarse)] + noise[i];
    set.images.push_back(static_cast<std::uint8_t>(std::floor(sum / 4)));
  }
  return set;
}

Digest digest(const std::string& name, const Tensor& tensor) {
  const auto direction = uniform("projection:" + name, tensor.shape);
  Digest out;
  for (std::size_t i = 0; i < direction.size(); ++i) {
    out.norm += tensor.values[i] * tensor.values[i];
    out.projection += tensor.values[i] * direction[i];
  }
  out.norm = std::sqrt(out.norm);
  return out;
}

Digest digest(const nlohmann::json& value) { return {value.at("norm"), value.at("projection")}; }

std::map<std::string, double> fp32_gradient_error() {
  const nlohmann::json all = values("resnet18_fp32");
  std::map<std::string, double> largest;
  for (const auto& setting : all.at("settings")) {
    for (const auto& [name, error] : setting.at("gradient_error").items()) {
      largest[name] = std::max(largest[name], error.get<double>());
    }
  }
  return largest;
}

Band fp32_losses() {
  // Ten settings scatter by up to 5 % (standard deviation) at the last steps: so far, an eleventh
  // that is no worse is next to never.
  constexpr double kBeyond = 1.2;
  const nlohmann::json all = values("resnet18_fp32");
  Band band;
  for (const auto& setting : all.at("settings")) {
    const std::vector<double> losses = setting.at("loss");
    if (band.low.empty()) band = {losses, losses};
    for (std::size_t i = 0; i < losses.size(); ++i) {
      band.low[i] = std::min(band.low[i], losses[i]);
      band.high[i] = std::max(band.high[i], losses[i]);
    }
  }
  for (double& low : band.low) low /= kBeyond;
  for (double& high : band.high) high *= kBeyond;
  return band;
}

State tensors(const std::string& name) {
  const std::string bytes = contents(file(name + ".safetensors"));
  std::uint64_t header = 0;
  std::copy_n(bytes.data(), sizeof header, reinterpret_cast<char*>(&header));
  State state;
  const auto listed = nlohmann::json::parse(bytes.substr(8, header));
  for (const auto& [key, entry] : listed.items()) {
    const DType dtype = entry.at("dtype") == "F64" ? DType::fp64 : DType::fp32;
    const std::size_t begin = 8 + header + entry.at("data_offsets").at(0).get<std::size_t>();
    Tensor tensor{entry.at("shape"), {}};
    for (Index i = 0; i < warpmark::count(tensor.shape); ++i) {
      tensor.values.push_back(
          load(dtype, reinterpret_cast<const std::byte*>(bytes.data() + begin), i));
    }
    state[key] = std::move(tensor);
  }
  return state;
}

}  // namespace warpmark::nn::golden
