#pragma once

#include "suites/session.h"

#include <filesystem>
#include <string>
#include <vector>

namespace warpmark {

/// Runs a program to its end and returns its exit status, 128 + n where signal n ended it. It reads
/// nothing, and what it prints goes into `log`. `command`: the file to execute, then its arguments.
/// `variables` are added to its environment. A signal to this process (watch_signals()) is passed
/// on, and the program's end waited for, before Interrupted is thrown. Throws UsageError
/// where the file cannot be executed, WriteError where the log cannot be written.
int run_program(const std::vector<std::string>& command, const Variables& variables,
                const std::filesystem::path& log);

}  // namespace warpmark
