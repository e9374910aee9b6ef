#include "suites/shared_options.h"

#include "suites/number_check.h"

#include <CLI/App.hpp>

namespace warpmark {

void add_device(CLI::App& app, DeviceChoice& devices) {
  app.add_option_function<std::string>(
      "--device", [&](const std::string& text) { devices = parse_devices(text); },
      "cpu, gpu (the first), all, or GPUs such as 0,1; without: cpu,0");
}

void add_threads(CLI::App& app, std::optional<int>& threads) {
  app.add_option("--threads", threads, "Threads of the CPU's cases")->check(number(1, 4096));
}

void add_require_gpu(CLI::App& app, bool& require_gpu) {
  app.add_flag("--require-gpu", require_gpu, "Fail where there is no GPU");
}

void add_data_folder(CLI::App& app, std::filesystem::path& data) {
  app.add_option("--data", data, "Folder of data sets; without: $WARPMARK_DATA, else ./data");
}

}  // namespace warpmark
