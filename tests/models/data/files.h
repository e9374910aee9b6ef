#pragma once

#include "harness/error.h"
#include "tests/files.h"

#include <zlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

// Small files as the data sets have them, made byte by byte.
namespace warpmark::nn {

inline std::string big_endian(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

inline std::string idx_labels(const std::string& labels) {
  return big_endian(2049) + big_endian(static_cast<std::uint32_t>(labels.size())) + labels;
}

/// Pixels count upwards from `first`.
inline std::string idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width,
                              int first = 0) {
  std::string out = big_endian(2051) + big_endian(count) + big_endian(height) + big_endian(width);
  for (std::uint32_t i = 0; i < count * height * width; ++i) out += static_cast<char>(first++);
  return out;
}

/// A record of each label; pixels count upwards from `first`.
inline std::string cifar_batch(const std::string& labels, int first) {
  std::string out;
  for (const char label : labels) {
    out += label;
    for (int i = 0; i < 3072; ++i) out += static_cast<char>(first++);
  }
  return out;
}

inline std::string gzipped(const std::string& text) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;  // the largest window, with gzip's header
  if (deflateInit2(&stream, 9, Z_DEFLATED, kGzip, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib");
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// `size`: what the header says; empty: the truth.
inline std::string tar_member(const std::string& name, const std::string& contents, char type = '0',
                              std::string size = {}) {
  std::array<char, 13> octal{};
  std::snprintf(octal.data(), octal.size(), "%011lo", static_cast<unsigned long>(contents.size()));
  if (size.empty()) size = octal.data();
  std::string header(512, '\0');
  header.replace(0, name.size(), name);
  header.replace(124, size.size(), size);
  header.replace(148, 8, 8, ' ');
  header[156] = type;
  header.replace(257, 8, std::string("ustar\00000", 8));
  unsigned int sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(octal.data(), octal.size(), "%06o", sum);
  header.replace(148, 7, octal.data(), 7);
  return header + contents + std::string((512 - contents.size() % 512) % 512, '\0');
}

inline std::string tar_end() { return std::string(1024, '\0'); }

class DataTest : public FolderTest {
 protected:
  /// Writes a file, and the folders on the way to it.
  std::filesystem::path put(const std::string& name, const std::string& contents) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << contents;
    return path(name);
  }

  /// What the action complains of.
  static std::string complaint(const std::function<void()>& action) {
    try {
      action();
    } catch (const InvalidInput& error) {
      return error.what();
    }
    return "nothing";
  }
};

}  // namespace warpmark::nn
