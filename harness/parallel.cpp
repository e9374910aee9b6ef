#include "harness/parallel.h"

#include "harness/library_search.h"
#include "harness/loader.h"

#include <dlfcn.h>
#include <stdexcept>

namespace warpmark {
namespace {

using Function = void(Index, int, Index, const std::function<void(Index, Index)>&);

/// OpenMP reads its variables when it is loaded, and pins the thread that loads it. So it comes
/// with the first loop, after the variables were set, and never into a process that measures
/// nothing.
Function* load_openmp() {
  const auto file = Loader::harness_folder() / "libwarpmark_openmp.so";
  void* symbol = dlsym(open_library(file), "warpmark_parallel_ranges");
  if (!symbol) throw std::logic_error(file.string() + " lacks warpmark_parallel_ranges");
  return reinterpret_cast<Function*>(symbol);
}

}  // namespace

void parallel_ranges(Index n, int threads, Index grain,
                     const std::function<void(Index, Index)>& body) {
  static Function* const run = load_openmp();
  run(n, threads, grain, body);
}

}  // namespace warpmark
