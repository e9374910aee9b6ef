#pragma once

#include "suites/device_option.h"

#include <filesystem>
#include <optional>

namespace CLI {
class App;
}

namespace warpmark {

// Options that several commands take. Parsing `app` sets the variable.

void add_device(CLI::App& app, DeviceChoice& devices);
void add_threads(CLI::App& app, std::optional<int>& threads);
void add_require_gpu(CLI::App& app, bool& require_gpu);
void add_data_folder(CLI::App& app, std::filesystem::path& data);

}  // namespace warpmark
