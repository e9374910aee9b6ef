#include "models/checkpoint.h"

#include "harness/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <limits>
#include <vector>

namespace warpmark::nn {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr const char* kMetadata = "__metadata__";
constexpr std::uint64_t kLengthBytes = 8;

bool fits_float(const Tensor& tensor) {
  return std::all_of(tensor.values.begin(), tensor.values.end(), [](double value) {
    return static_cast<double>(static_cast<float>(value)) == value || value != value;
  });
}

/// Padded with spaces, so that the tensors begin at a multiple of 8 bytes.
std::string header_of(const Checkpoint& checkpoint) {
  ordered_json header;
  if (!checkpoint.metadata.empty()) header[kMetadata] = checkpoint.metadata;
  std::uint64_t begin = 0;
  for (const auto& [name, tensor] : checkpoint.state) {
    const bool narrow = fits_float(tensor);
    const std::uint64_t end = begin + tensor.values.size() * (narrow ? 4 : 8);
    header[name] = {
        {"dtype", narrow ? "F32" : "F64"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
    begin = end;
  }
  std::string text = header.empty() ? "{}" : header.dump();
  return text.append((8 - text.size() % 8) % 8, ' ');
}

void write_tensor(std::ostream& out, const Tensor& tensor) {
  const auto write = [&](const auto& values) {
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(values[0])));
  };
  if (fits_float(tensor)) {
    write(std::vector<float>(tensor.values.begin(), tensor.values.end()));
  } else {
    write(tensor.values);
  }
}

/// Where a tensor's bytes are, counted from the end of the header.
struct Place {
  std::string name;
  std::uint64_t begin = 0, end = 0;
  bool narrow = false;
  Shape shape;
};

/// Throws ordered_json::exception for what is no whole number, which get() would cut to one.
std::uint64_t whole(const ordered_json& number) {
  return number.get_ref<const ordered_json::number_unsigned_t&>();
}

/// Reads a file; every complaint names it and the byte.
class Reader {
 public:
  explicit Reader(const fs::path& file) : file_(file), in_(file, std::ios::binary) {
    std::error_code error;
    size_ = fs::file_size(file, error);
    if (!in_ || error) throw InvalidInput(file.string() + ": cannot open");
  }

  Checkpoint read() {
    const ordered_json header = read_header();
    Checkpoint checkpoint;
    std::vector<Place> places;
    for (const auto& [name, entry] : header.items()) {
      if (name == kMetadata) {
        checkpoint.metadata = metadata(entry);
      } else {
        places.push_back(place(name, entry));
      }
    }
    require_dense(places);
    for (const Place& p : places) checkpoint.state[p.name] = read_tensor(p);
    return checkpoint;
  }

 private:
  [[noreturn]] void fail(std::uint64_t byte, const std::string& why) const {
    throw InvalidInput(fmt::format("{}: byte {}: {}", file_.string(), byte, why));
  }

  std::uint64_t data_bytes() const { return size_ - data_; }

  ordered_json read_header() {
    std::uint64_t length = 0;
    if (size_ < kLengthBytes) fail(size_, "the file ends within the header's length");
    in_.read(reinterpret_cast<char*>(&length), kLengthBytes);
    if (length > size_ - kLengthBytes) {
      fail(0, fmt::format("the header is to have {} bytes, but {} follow", length,
                          size_ - kLengthBytes));
    }
    data_ = kLengthBytes + length;
    std::string text(length, '\0');
    in_.read(text.data(), static_cast<std::streamsize>(length));
    try {
      ordered_json header = ordered_json::parse(text);
      if (!header.is_object()) fail(kLengthBytes, "the header is no JSON object");
      return header;
    } catch (const ordered_json::parse_error& error) {
      fail(kLengthBytes + error.byte, "the header is no JSON");
    } catch (const ordered_json::out_of_range&) {
      fail(kLengthBytes, "a number in the header is too large");
    }
  }

  std::map<std::string, std::string> metadata(const ordered_json& entry) const {
    try {
      return entry.get<std::map<std::string, std::string>>();
    } catch (const ordered_json::exception&) {
      fail(kLengthBytes, std::string(kMetadata) + " is no map of strings");
    }
  }

  Place place(const std::string& name, const ordered_json& entry) const {
    const std::string tensor = "tensor '" + name + "': ";
    Place p{.name = name};
    std::string dtype;
    try {
      dtype = entry.at("dtype").get<std::string>();
      for (const auto& extent : entry.at("shape").get_ref<const ordered_json::array_t&>()) {
        p.shape.push_back(static_cast<Index>(whole(extent)));
      }
      p.begin = whole(entry.at("data_offsets").at(0));
      p.end = whole(entry.at("data_offsets").at(1));
    } catch (const ordered_json::exception&) {
      fail(kLengthBytes, tensor + "dtype, shape or data_offsets is missing or of another type");
    }
    if (dtype != "F32" && dtype != "F64") {
      fail(data_ + p.begin, tensor + "dtype " + dtype + " is neither F32 nor F64");
    }
    p.narrow = dtype == "F32";
    if (p.begin > p.end || p.end > data_bytes()) {
      fail(data_ + p.begin,
           fmt::format("{}bytes {} … {} of {}", tensor, p.begin, p.end, data_bytes()));
    }
    if (!is_size(p.end - p.begin, p)) {
      fail(data_ + p.begin, fmt::format("{}its {} bytes are not those of {} of shape [{}]", tensor,
                                        p.end - p.begin, dtype, fmt::join(p.shape, ", ")));
    }
    return p;
  }

  /// Divides, so that no product of extents overflows.
  static bool is_size(std::uint64_t bytes, const Place& p) {
    const std::uint64_t width = p.narrow ? 4 : 8;
    if (std::any_of(p.shape.begin(), p.shape.end(), [](Index n) { return n < 0; })) return false;
    if (std::any_of(p.shape.begin(), p.shape.end(), [](Index n) { return n == 0; })) return !bytes;
    if (bytes % width != 0) return false;
    std::uint64_t left = bytes / width;
    for (const Index n : p.shape) {
      if (left % static_cast<std::uint64_t>(n) != 0) return false;
      left /= static_cast<std::uint64_t>(n);
    }
    return left == 1;
  }

  /// The tensors cover the data, each byte once, as the format demands.
  void require_dense(std::vector<Place>& places) const {
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t covered = 0;
    for (const Place& p : places) {
      if (p.begin < covered) fail(data_ + p.begin, "tensor '" + p.name + "' overlaps another");
      if (p.begin > covered) fail(data_ + covered, "a gap before tensor '" + p.name + "'");
      covered = p.end;
    }
    if (covered < data_bytes()) fail(data_ + covered, "bytes that belong to no tensor");
  }

  template <class T>
  std::vector<double> read_values(const Place& p) {
    std::vector<T> values((p.end - p.begin) / sizeof(T));
    in_.seekg(static_cast<std::streamoff>(data_ + p.begin));
    in_.read(reinterpret_cast<char*>(values.data()), static_cast<std::streamsize>(p.end - p.begin));
    if (!in_) fail(data_ + p.begin, "cannot read");
    return {values.begin(), values.end()};
  }

  Tensor read_tensor(const Place& p) {
    return {p.shape, p.narrow ? read_values<float>(p) : read_values<double>(p)};
  }

  const fs::path file_;
  std::ifstream in_;
  std::uint64_t size_ = 0, data_ = 0;
};

}  // namespace

void save_checkpoint(const fs::path& file, const Checkpoint& checkpoint) {
  fs::path beside = file;
  beside += ".part";
  {
    const std::string header = header_of(checkpoint);
    const std::uint64_t length = header.size();
    std::ofstream out(beside, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&length), kLengthBytes);
    out << header;
    for (const auto& [name, tensor] : checkpoint.state) write_tensor(out, tensor);
    if (!out.flush()) throw WriteError(beside.string() + ": cannot write");
  }
  std::error_code error;
  fs::rename(beside, file, error);
  if (error) throw WriteError(file.string() + ": cannot replace: " + error.message());
}

Checkpoint load_checkpoint(const fs::path& file) { return Reader(file).read(); }

}  // namespace warpmark::nn
