#pragma once

#include <string>

namespace warpmark {

// What this program was built from and how, for the environment record of a run.
struct BuildInfo {
  std::string version;             // "0.1.0"
  std::string git_sha;             // 40 hex digits; empty where the sources are no git checkout
  bool git_dirty;                  // the checkout differs from git_sha
  std::string compiler;            // "GNU 12.2.0"
  std::string flags;               // of the host compiler, for this build type
  std::string build_type;          // "RelWithDebInfo"
  std::string cuda_architectures;  // "90a"; empty without CUDA
};

const BuildInfo& build_info();

}  // namespace warpmark
