#include "reports/compare/noise.h"

#include "harness/statistics.h"
#include "reports/csv.h"
#include "reports/csv_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace warpmark {
namespace {

const std::vector<std::string> kColumns = {"fingerprint", "case_id",   "devices",
                                           "case_hash",   "benchmark", "pairs",
                                           "q95_pct",     "rms_pct",   "date"};

/// ln(ratio) as the percentage by which the ratio differs from 1.
double as_pct(double log_ratio) { return 100 * std::expm1(log_ratio); }

/// A number of a row, finite and not below `least`.
double number(const CsvTable& table, std::size_t row, const char* column, double least) {
  const std::optional<double> value = table.number(row, column);
  if (!value || !std::isfinite(*value) || *value < least) {
    table.fail_at(row, fmt::format("column {}: '{}' is no number from {} on", column,
                                   table.text(row, column), least));
  }
  return *value;
}

std::string required(const CsvTable& table, std::size_t row, const char* column) {
  const std::string& text = table.text(row, column);
  if (text.empty()) table.fail_at(row, fmt::format("column {} is empty", column));
  return text;
}

/// A whole number, no larger than anyone measures: bounds are sums over it.
std::size_t pairs(const CsvTable& table, std::size_t row) {
  constexpr std::int64_t kMost = 100'000;
  const std::int64_t value = table.integer(row, "pairs").value_or(0);
  if (value < 1 || value > kMost) {
    table.fail_at(row, "pairs",
                  fmt::format("'{}' is no number from 1 to {}", table.text(row, "pairs"), kMost));
  }
  return static_cast<std::size_t>(value);
}

CaseNoise read_case(const CsvTable& table, std::size_t row) {
  CaseNoise noise;
  noise.fingerprint = required(table, row, "fingerprint");
  noise.case_id = required(table, row, "case_id");
  noise.devices = table.text(row, "devices");
  noise.case_hash = required(table, row, "case_hash");
  noise.benchmark = required(table, row, "benchmark");
  noise.pairs = pairs(table, row);
  noise.q95 = std::log1p(number(table, row, "q95_pct", 0) / 100);
  noise.rms = std::log1p(number(table, row, "rms_pct", 0) / 100);
  noise.date = table.text(row, "date");
  return noise;
}

}  // namespace

CaseNoise noise_of(std::vector<double> differences) {
  CaseNoise noise;
  noise.pairs = differences.size();
  double squares = 0;
  for (double& d : differences) {
    squares += d * d;
    d = std::abs(d);
  }
  std::sort(differences.begin(), differences.end());
  noise.q95 = quantile(differences, 0.95);
  noise.rms = std::sqrt(squares / static_cast<double>(differences.size()));
  return noise;
}

Noise Noise::read(const std::filesystem::path& path) {
  const CsvTable table(path);
  for (const std::string& column : kColumns) table.position(column);
  Noise noise;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const CaseNoise read = read_case(table, row);
    const Key key{read.fingerprint, {read.case_id, read.devices}};
    if (!noise.cases_.emplace(key, read).second) {
      table.fail_at(row, fmt::format("{} is there twice", read.case_id));
    }
  }
  return noise;
}

void Noise::put(CaseNoise noise) {
  const Key key{noise.fingerprint, {noise.case_id, noise.devices}};
  cases_[key] = std::move(noise);
}

std::optional<NoiseFloor> Noise::floor(const std::string& fingerprint, const RecordedRuns::Key& key,
                                       const std::string& case_hash,
                                       const std::string& benchmark) const {
  const auto found = cases_.find({fingerprint, key});
  if (found != cases_.end() && found->second.case_hash == case_hash) {
    return NoiseFloor{found->second.q95, found->second.rms, found->second.pairs, false};
  }
  std::optional<NoiseFloor> pooled;
  for (const auto& [where, noise] : cases_) {
    const bool alike = noise.devices.empty() == key.second.empty();  // CPU and CPU, GPU and GPU
    if (where.first != fingerprint || noise.benchmark != benchmark || !alike) continue;
    if (!pooled || noise.q95 > pooled->q95) {
      pooled = NoiseFloor{noise.q95, noise.rms, noise.pairs, true};
    }
  }
  return pooled;
}

bool Noise::knows(const std::string& fingerprint) const {
  return std::any_of(cases_.begin(), cases_.end(),
                     [&](const auto& entry) { return entry.first.first == fingerprint; });
}

std::vector<CaseNoise> Noise::cases() const {
  std::vector<CaseNoise> out;
  for (const auto& [key, noise] : cases_) out.push_back(noise);
  return out;
}

std::string Noise::text() const {
  std::string text = csv_line(kColumns);
  for (const auto& [key, noise] : cases_) {
    text += csv_line({noise.fingerprint, noise.case_id, noise.devices, noise.case_hash,
                      noise.benchmark, csv_text(static_cast<std::int64_t>(noise.pairs)),
                      csv_text(as_pct(noise.q95)), csv_text(as_pct(noise.rms)), noise.date});
  }
  return text;
}

}  // namespace warpmark
