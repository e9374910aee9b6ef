#pragma once

#include "harness/report.h"
#include "reports/text_file.h"

#include <filesystem>

namespace warpmark {

/// env.json: machine, build and command, written before anything is measured.
class EnvironmentJson : public Report {
 public:
  explicit EnvironmentJson(const std::filesystem::path& path) : file_(path) {}
  void begin(const Environment& environment) override { file_.write(environment.json()); }
  void add(const Result& result) override { static_cast<void>(result); }

 private:
  TextFile file_;
};

}  // namespace warpmark
