#pragma once

#include "models/state.h"

#include <filesystem>
#include <map>
#include <string>

namespace warpmark::nn {

/// A training as it was between two epochs.
struct Checkpoint {
  State state;
  /// "epoch": how many are behind it; "seed"; "images"; …
  std::map<std::string, std::string> metadata;
};

/// Writes safetensors (github.com/huggingface/safetensors, "Format"): 8 bytes with the length of
/// the header, little-endian; the header, JSON with `dtype`, `shape` and `data_offsets` of each
/// tensor and `__metadata__`; the tensors, row-major, without gaps. A tensor is F32 where that
/// loses nothing of its values, else F64. Under its name there is never half a file: it is written
/// beside it and renamed. Throws WriteError.
void save_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Reads what save_checkpoint() wrote, or another program's F32 and F64 tensors. Throws
/// InvalidInput naming the file, the byte and what is wrong there.
Checkpoint load_checkpoint(const std::filesystem::path& file);

}  // namespace warpmark::nn
