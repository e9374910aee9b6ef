// libFuzzer's entry. Its main is the library's.
#include "tests/fuzz/read_results.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  warpmark::read_results({reinterpret_cast<const char*>(data), size});
  return 0;
}
