#include "harness/rapl.h"

#include "harness/proc.h"

#include <charconv>
#include <mutex>
#include <vector>

namespace warpmark {
namespace {

namespace fs = std::filesystem;

/// The number in a file's first line; empty where there is none.
std::optional<double> number_in(const fs::path& file) {
  const std::string line = first_line(file);
  double value = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
  if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
  return value;
}

/// A counter that begins anew at zero once it has passed its largest value.
struct Package {
  fs::path file;     // microjoules
  double range = 0;  // the largest value, microjoules
  double last = 0, total = 0;
};

class Rapl : public Sensor {
 public:
  explicit Rapl(std::vector<Package> packages) : packages_(std::move(packages)) {}

  std::optional<double> energy_j() override {
    const std::lock_guard lock(mutex_);
    double microjoules = 0;
    for (Package& package : packages_) {
      const std::optional<double> now = number_in(package.file);
      if (!now) return std::nullopt;
      const double moved = *now - package.last;
      package.total += moved < 0 ? moved + package.range : moved;
      package.last = *now;
      microjoules += package.total;
    }
    return 1e-6 * microjoules;
  }

 private:
  std::mutex mutex_;
  std::vector<Package> packages_;
};

}  // namespace

std::unique_ptr<Sensor> open_rapl(const fs::path& folder) {
  std::vector<Package> packages;
  std::error_code none;
  for (const auto& zone : fs::directory_iterator(folder, none)) {
    // Not intel-rapl-mmio:0, a second way to the same counter.
    const bool rapl = zone.path().filename().string().starts_with("intel-rapl:");
    if (!rapl || !first_line(zone.path() / "name").starts_with("package-")) continue;
    const auto now = number_in(zone.path() / "energy_uj");
    const auto range = number_in(zone.path() / "max_energy_range_uj");
    if (!now || !range) return nullptr;  // the sum would leave a package out
    packages.push_back({zone.path() / "energy_uj", *range, *now});
  }
  if (packages.empty()) return nullptr;
  return std::make_unique<Rapl>(std::move(packages));
}

}  // namespace warpmark
