#include "models/data/download.h"

#include "harness/error.h"
#include "models/data/sha256.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace warpmark::nn {
namespace {

namespace fs = std::filesystem;

// Exit statuses of curl (its manual, "EXIT CODES").
constexpr int kCannotWriteFile = 23, kCannotResume = 33;

[[noreturn]] void cannot_write(const fs::path& path, const std::string& reason) {
  throw WriteError(fmt::format("{}: cannot write: {}", path.string(), reason));
}

/// Runs a program found in PATH, on this process's standard streams. Returns its exit status, or
/// 128 and the signal that ended it. Throws InvalidInput where there is no such program.
int run_program(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, arguments.front(), nullptr, nullptr, arguments.data(), environ);
  if (error != 0) {
    throw InvalidInput(fmt::format("cannot run {}: {}; downloads need it (apt-get install {})",
                                   words.front(), std::strerror(error), words.front()));
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// Fetches what `part` does not yet hold. Returns curl's exit status.
int fetch(const std::string& url, const fs::path& part, Index bytes) {
  return run_program({"curl",
                      "--fail",
                      "--location",
                      "--show-error",
                      ::isatty(STDERR_FILENO) ? "--progress-bar" : "--silent",
                      "--connect-timeout",
                      "20",
                      "--speed-limit",
                      "1",
                      "--speed-time",
                      "60",
                      "--retry",
                      "2",
                      "--max-filesize",
                      std::to_string(bytes),
                      "--continue-at",
                      "-",
                      "--output",
                      part.string(),
                      "--",
                      url});
}

Index size_of(const fs::path& path) {
  std::error_code none;
  const auto bytes = fs::file_size(path, none);
  return none ? 0 : static_cast<Index>(bytes);
}

void discard(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (error) cannot_write(path, error.message());
}

/// One mirror. Returns why it failed; empty: `part` now has as many bytes as it should.
std::string fetch_from(const std::string& url, const fs::path& part, Index bytes,
                       std::ostream& log) {
  if (size_of(part) > bytes) discard(part);
  if (size_of(part) == bytes) return {};
  log << fmt::format("fetching {} ({} bytes, {} of them here)", url, bytes, size_of(part))
      << std::endl;
  int status = fetch(url, part, bytes);
  if (status == kCannotResume) {
    discard(part);
    status = fetch(url, part, bytes);
  }
  if (status == kCannotWriteFile) cannot_write(part, "curl says why");
  if (status != 0) return fmt::format("{}: curl's exit status {}", url, status);
  if (size_of(part) == bytes) return {};
  const Index got = size_of(part);
  discard(part);
  return fmt::format("{}: refused: {} bytes instead of {}", url, got, bytes);
}

/// Throws where a file of that name is there and is another one.
bool is_there(const PublishedFile& file, const fs::path& target) {
  if (!fs::exists(target)) return false;
  if (fs::is_regular_file(target) && sha256_of_file(target) == file.sha256) return true;
  throw UsageError(target.string() +
                   ": is there and is not the published file; move it away to download that");
}

void accept(const PublishedFile& file, const fs::path& part, const fs::path& target) {
  const std::string sum = sha256_of_file(part);
  if (sum != file.sha256) {
    discard(part);
    throw InvalidInput(
        fmt::format("{}: what was downloaded is refused: its SHA-256 is {} instead "
                    "of {}",
                    target.string(), sum, file.sha256));
  }
  std::error_code error;
  fs::rename(part, target, error);
  if (error) cannot_write(target, error.message());
}

}  // namespace

void download(const PublishedFile& file, const std::vector<std::string>& mirrors,
              const fs::path& folder, std::ostream& log) {
  const fs::path target = folder / file.name;
  if (is_there(file, target)) {
    log << target.string() << " is there, as published" << std::endl;
    return;
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) cannot_write(folder, error.message());
  fs::path part = target;
  part += ".part";
  std::string failures;
  for (const std::string& mirror : mirrors) {
    const std::string failure = fetch_from(mirror + std::string(file.name), part, file.bytes, log);
    if (failure.empty()) return accept(file, part, target);
    failures += (failures.empty() ? "" : "; ") + failure;
  }
  if (size_of(part) > 0) {
    failures += fmt::format("; {} bytes are kept in {}", size_of(part), part.string());
  }
  throw InvalidInput(fmt::format("{} was not downloaded: {}", file.name, failures));
}

}  // namespace warpmark::nn
