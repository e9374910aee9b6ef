#include "reports/canaries.h"

#include "harness/error.h"
#include "reports/ceilings.h"
#include "reports/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>

namespace warpmark {
namespace {

using nlohmann::ordered_json;

constexpr double kDriftThatMatters = 0.03;

}  // namespace

double Canaries::Canary::drift() const { return medians_s.back() / medians_s.front() - 1; }

void Canaries::add(const Result& row) {
  if (!is_canary(row) || row.status != Status::ok || !row.median_s) return;
  const auto same = [&](const Canary& canary) {
    return canary.run_id == row.run_id && canary.case_id == row.case_id &&
           canary.devices == row.devices;
  };
  auto found = std::find_if(canaries_.begin(), canaries_.end(), same);
  if (found == canaries_.end()) {
    found = canaries_.insert(found, {row.run_id, row.case_id, row.devices, {}});
  }
  found->medians_s.push_back(*row.median_s);
}

std::string Canaries::warning() const {
  const auto size = [](const Canary& canary) { return std::abs(canary.drift()); };
  const auto drifted = std::count_if(canaries_.begin(), canaries_.end(), [&](const Canary& canary) {
    return size(canary) > kDriftThatMatters;
  });
  if (drifted == 0) return {};
  const Canary& worst =
      *std::max_element(canaries_.begin(), canaries_.end(),
                        [&](const Canary& a, const Canary& b) { return size(a) < size(b); });
  return fmt::format(
      "the machine changed meanwhile: {} took {:.0f} % {} at the end than at the beginning ({} of "
      "{} "
      "canaries drifted by more than {:.0f} %)",
      worst.case_id, 100 * size(worst), worst.drift() > 0 ? "longer" : "less", drifted,
      canaries_.size(), 100 * kDriftThatMatters);
}

void CanaryReport::end() try {
  ordered_json environment = ordered_json::parse(std::ifstream(path_));
  environment["canaries"] = ordered_json::array();
  for (const Canaries::Canary& canary : canaries_.all()) {
    environment["canaries"].push_back({{"run_id", canary.run_id},
                                       {"case_id", canary.case_id},
                                       {"devices", canary.devices},
                                       {"medians_s", canary.medians_s},
                                       {"drift_pct", 100 * canary.drift()}});
  }
  replace_file(path_, environment.dump(2) + '\n');
  const std::string warning = canaries_.warning();
  if (!warning.empty()) out_ << "warpmark: " << warning << std::endl;
} catch (const nlohmann::json::exception& error) {
  throw InvalidInput(path_.string() + ": " + error.what());
}

}  // namespace warpmark
