#include "tests/cuda/gpu.h"

#include "harness/loader.h"

namespace warpmark {

bool gpu_present() { return !Loader().open("cuda").platform->devices().empty(); }

}  // namespace warpmark
