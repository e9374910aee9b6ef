// Reads every file of the folders named: what fuzzing once found stays mended, with any compiler.
#include "tests/fuzz/read_results.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main(int count, char** arguments) {
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(arguments[i])) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::cerr << entry.path().string() << std::endl;  // the last is the one that crashed
      warpmark::read_results(std::string(std::istreambuf_iterator<char>(file), {}));
      ++files;
    }
  }
  std::cerr << files << " files\n";
  return files == 0;
}
