#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace warpmark {

/// A test with a folder of its own.
class FolderTest : public testing::Test {
 protected:
  FolderTest() { std::filesystem::create_directories(folder_); }
  ~FolderTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  std::filesystem::path write(const std::string& text) const {
    std::ofstream(path("table.csv"), std::ios::binary) << text;
    return path("table.csv");
  }

  static std::string read(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path folder_ = std::filesystem::temp_directory_path() /
                                  ("warpmark-" + std::to_string(::getpid()) + '-' +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
};

}  // namespace warpmark
