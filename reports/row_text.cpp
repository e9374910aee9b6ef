#include "reports/row_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace warpmark {
namespace {

/// 33554432 → "32M", as --axis takes it; small and odd sizes stay as they are.
std::string size_text(const std::string& value) {
  constexpr long kMega = 1L << 20;
  const bool number = value.find_first_not_of("0123456789") == std::string::npos;
  if (!number || value.empty() || value.size() > 18) return value;
  const long size = std::stol(value);
  if (size < kMega || size % kMega != 0) return value;
  if (size % (1024 * kMega) == 0) return fmt::format("{}G", size / (1024 * kMega));
  return fmt::format("{}M", size / kMega);
}

/// How the two compare, always with a ratio above one, unless the interval holds both answers.
std::string verdict(const Estimate& ratio) {
  const bool faster = ratio.value >= 1;
  const bool decided = !ratio.interval || ratio.interval->low > 1 || ratio.interval->high < 1;
  Estimate shown = ratio;
  if (decided && !faster) {
    shown.value = 1 / ratio.value;
    if (ratio.interval)
      shown.interval = Interval{1 / ratio.interval->high, 1 / ratio.interval->low};
  }
  const std::string interval = rounded_interval(shown);
  const std::string number = rounded(shown) + 'x' + (interval.empty() ? "" : " (" + interval + ")");
  if (!decided) return number + " as fast as";
  return number + (faster ? " faster than" : " slower than");
}

std::string scope(const Result& gpu, const CpuRow& cpu) {
  const std::string timings =
      gpu.timing == cpu.timing ? gpu.timing : gpu.timing + " against " + cpu.timing;
  return timings + (gpu.timing == "e2e" ? ", transfers included" : ", data resident");
}

}  // namespace

Estimate median_of(const Result& row) {
  Estimate estimate{row.median_s.value(), {}};
  if (row.ci_lo_s && row.ci_hi_s) estimate.interval = Interval{*row.ci_lo_s, *row.ci_hi_s};
  return estimate;
}

std::string point_of(const Result& row) {
  const std::string before = row.benchmark + '.' + row.variant + '.';
  const std::string after = ".timing=" + row.timing;
  if (row.case_id.size() < before.size() + after.size()) return {};
  return row.case_id.substr(before.size(), row.case_id.size() - before.size() - after.size());
}

std::string point_text(const Result& row) {
  const std::string point = point_of(row);
  std::vector<std::pair<std::string, std::string>> axes;  // names that share a value, joined
  for (std::size_t begin = 0; begin < point.size();) {
    const std::size_t end = std::min(point.find('.', begin), point.size());
    const std::string part = point.substr(begin, end - begin);
    const std::size_t equals = std::min(part.find('='), part.size() - 1);
    const std::string axis = part.substr(0, equals), value = size_text(part.substr(equals + 1));
    if (!axes.empty() && axes.back().second == value) {
      axes.back().first += '=' + axis;
    } else {
      axes.emplace_back(axis, value);
    }
    begin = end + 1;
  }
  std::string text;
  for (const auto& [names, value] : axes) text += "  " + names + '=' + value;
  return text;
}

std::string work_text(const Result& row) {
  std::string text;
  if (row.flops.value_or(0) > 0) text += amount_text(*row.flops, "FLOP") + ", ";
  return text + amount_text(row.bytes.value_or(0), "B");
}

std::string device_text(const Result& row) {
  if (row.device == "cpu") {
    const auto threads = row.threads.value_or(1);
    return fmt::format("cpu, {} thread{}", threads, threads == 1 ? "" : "s");
  }
  return row.devices.empty() ? row.device : row.device + ' ' + row.devices;
}

std::string rate_text(const Result& row) {
  const double flops = row.flops.value_or(0), bytes = row.bytes.value_or(0);
  const bool arithmetic = flops > 2 * bytes;
  const double work = arithmetic ? flops / 1e12 : bytes / 1e9;
  const Estimate time = median_of(row);
  Estimate rate{work / time.value, {}};
  if (time.interval)
    rate.interval = Interval{work / time.interval->high, work / time.interval->low};
  return rounded(rate) + (arithmetic ? " TFLOP/s" : " GB/s");
}

std::string counters_text(const Result& row) {
  std::string text;
  for (const auto& [name, value] : row.counters) {
    const bool large = std::abs(value) >= 1000;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", name,
                        large ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value));
  }
  return text;
}

std::string ceiling_text(const Result& row) {
  if (!row.flops_ceiling_pct && !row.bytes_ceiling_pct) return {};
  const double percent =
      std::max(row.flops_ceiling_pct.value_or(0), row.bytes_ceiling_pct.value_or(0));
  return fmt::format("{:>5} %", fmt::format("{:.{}f}", percent, percent < 9.95 ? 1 : 0));
}

std::string ceilings_text(const DeviceCeilings& ceilings) {
  std::string text;
  const auto add = [&](const std::string& item) { text += (text.empty() ? "" : ", ") + item; };
  if (ceilings.memory()) add(amount_text(*ceilings.memory(), "B/s") + " from memory");
  if (ceilings.cache()) add(amount_text(*ceilings.cache(), "B/s") + " from caches");
  for (const auto& [dtype, flops] : ceilings.all_flops()) {
    add(dtype + ' ' + amount_text(flops, "FLOP/s"));
  }
  return text;
}

std::string speedup_text(const Result& gpu, const CpuRow& cpu) {
  Estimate ratio{gpu.speedup.value(), {}};
  if (gpu.speedup_lo && gpu.speedup_hi) ratio.interval = Interval{*gpu.speedup_lo, *gpu.speedup_hi};
  const std::string dtype = cpu.dtype == gpu.dtype ? "" : " in " + cpu.dtype;
  return fmt::format("gpu/{} is {} cpu/{}{}: {} against {}, {}", gpu.variant, verdict(ratio),
                     cpu.variant, dtype, time_text(median_of(gpu)), time_text(cpu.median),
                     scope(gpu, cpu));
}

}  // namespace warpmark
