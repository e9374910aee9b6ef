#include "suites/exit.h"

#include "harness/error.h"
#include "harness/exit_status.h"

#include <filesystem>
#include <iostream>
#include <string>

namespace warpmark {
namespace {

int failure(int status, const std::string& message) {
  std::cerr << "warpmark: " << message << std::endl;
  return status;
}

}  // namespace

int run_command(const std::function<int()>& command) try {
  return command();
} catch (const UsageError& error) {
  return failure(kUsage, error.what());
} catch (const NotComparable& error) {
  return failure(kNotComparable, error.what());
} catch (const InvalidInput& error) {
  return failure(kInvalidInput, error.what());
} catch (const Inconclusive& error) {
  return failure(kInconclusive, error.what());
} catch (const NothingRan& error) {
  return failure(kNothingRan, error.what());
} catch (const ProgramFailed& error) {
  return failure(error.status, error.what());
} catch (const WriteError& error) {
  return failure(kCannotWrite, error.what());
} catch (const Interrupted& error) {
  return failure(kSignalBase + error.signal, error.what());
} catch (const std::exception& error) {
  return failure(kInternal, std::string("internal error: ") + error.what());
}

}  // namespace warpmark
