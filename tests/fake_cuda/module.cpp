#include "harness/module.h"

namespace warpmark {
void cuda_platform(Module&);
}

extern "C" const char* warpmark_abi() { return warpmark::kModuleAbi; }

extern "C" void warpmark_open(warpmark::Module& module) { warpmark::cuda_platform(module); }
