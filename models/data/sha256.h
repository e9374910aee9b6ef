#pragma once

#include "harness/index.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

struct evp_md_ctx_st;

namespace warpmark::nn {

/// SHA-256 (FIPS 180-4) of what it is given piece by piece.
class Sha256 {
 public:
  Sha256();

  void add(std::span<const std::uint8_t> bytes);

  /// 64 hex digits; nothing can be added after.
  std::string hex();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

/// Of a file as it lies. Throws InvalidInput naming it.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace warpmark::nn
