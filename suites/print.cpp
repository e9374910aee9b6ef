#include "suites/print.h"

#include "harness/error.h"

#include <iostream>

namespace warpmark {

void print(const std::string& text) {
  if (!(std::cout << text << std::flush)) throw WriteError("standard output: cannot write");
}

}  // namespace warpmark
