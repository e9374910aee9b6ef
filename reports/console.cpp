#include "reports/console.h"

#include "harness/error.h"
#include "reports/format.h"
#include "reports/overhead.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace warpmark {
namespace {

constexpr const char* kRed = "31";
constexpr const char* kGreen = "32";
constexpr const char* kBold = "1";
constexpr const char* kFaint = "2";

bool same_point(const Result& a, const Result& b) {
  return a.run_id == b.run_id && a.benchmark == b.benchmark && point_of(a) == point_of(b);
}

}  // namespace

void Console::begin(const Environment& environment) {
  const CpuInfo& cpu = environment.cpu;
  print(fmt::format("{}, {} of {} cores, {}", cpu.model, cpu.usable_threads, cpu.physical_cores,
                    cpu.isa));
  for (const DeviceInfo& gpu : environment.gpus) {
    print(fmt::format("gpu {}: {}, {}", gpu.ordinal, gpu.name, amount_text(gpu.memory_bytes, "B")));
  }
  if (environment.gpus.empty()) print("no GPU: " + environment.gpu_absence);
  std::vector<std::string> codes;
  for (const Warning& warning : environment.warnings) {
    if (!warning.note) codes.push_back(warning.code);
  }
  if (!codes.empty()) print(fmt::format("warnings: {}", fmt::join(codes, ", ")));
}

void Console::add(const Result& result) {
  if (is_canary(result)) {
    if (result.status == Status::ok) ceilings_[device_text(result)].learn(result);
    if (result.status == Status::ok || result.status == Status::skipped) return;
  } else if (!ceilings_told_) {
    print_ceilings();
  }
  if (!rows_.empty() && !same_point(rows_.front(), result)) print_point();
  rows_.push_back(result);
  rows_.back().sample_list.clear();
  ++count_[result.status];
  if (result.status == Status::ok && result.device == "cpu") {
    cpu_[result.case_id] = {result.variant, result.dtype, result.timing, median_of(result)};
  }
  if (!result.converged.value_or(true) && result.message.empty()) ++undecided_;
  if (result.profiled.value_or(false) && result.median_s) ++profiled_;
}

void Console::end() {
  if (!rows_.empty()) print_point();
  int total = 0;
  std::string parts;
  for (const auto& [status, count] : count_) {
    total += count;
    parts += fmt::format(", {} {}", count, name(status));
  }
  print(fmt::format("\n{} rows{}", total, parts));
  if (undecided_ > 0) {
    print(fmt::format("~ {} of them: time ran out before the interval was as narrow as asked for",
                      undecided_));
  }
  if (profiled_ > 0) {
    print(fmt::format("profiled, so that their times are no results: {} of them", profiled_));
  }
}

void Console::print_ceilings() {
  for (const auto& [device, ceilings] : ceilings_) {
    const std::string text = ceilings_text(ceilings);
    if (!text.empty()) print(fmt::format("ceilings of {}: {}", device, text));
  }
  ceilings_told_ = true;
}

void Console::print_point() {
  const Result& first = rows_.front();
  const std::string title = first.benchmark + point_text(first);
  print(fmt::format("\n{}{}{}", coloured(title, kBold),
                    std::string(title.size() < 46 ? 46 - title.size() : 2, ' '), work_text(first)));
  bool explained = false;  // says once a point what the percentage is of
  for (const Result& row : rows_) {
    if (row.status != Status::ok) continue;
    const std::string ceiling = ceiling_text(row);
    print_measured(row, ceiling + (ceiling.empty() || explained ? "" : " of ceiling"));
    explained |= !ceiling.empty();
  }
  for (const std::string& line : overhead_lines(rows_)) print("  " + line);
  for (Status status : {Status::skipped, Status::failed, Status::timeout}) {
    print_messages(status, std::string(name(status)));
  }
  print_messages(Status::ok, "warning");
  print_speedups();
  rows_.clear();
}

void Console::print_measured(const Result& row, const std::string& ceiling) {
  const Estimate time = median_of(row);
  const TimeUnit unit = time_unit(time.value);
  const Estimate shown = time.scaled(unit.per_second);
  const char* mark = row.converged.value_or(true) ? "" : "~";
  print(fmt::format("  {:<11} {:<14} {:<5} {:>10} {:>13} {:>15}{}", row.variant, device_text(row),
                    row.timing, fmt::format("{}{} {}", mark, rounded(shown), unit.name),
                    rounded_interval(shown), rate_text(row), ceiling));
  if (!row.counters.empty()) print("    " + counters_text(row));
}

/// What rows with this status have to say, those with the same message in one line.
void Console::print_messages(Status status, const std::string& word) {
  std::map<std::pair<std::string, std::string>, std::string> variants;  // by device and reason
  for (const Result& row : rows_) {
    if (row.status != status || (status == Status::ok && row.message.empty())) continue;
    std::string& list = variants[{device_text(row), row.message}];
    if (!list.ends_with(row.variant)) list += (list.empty() ? "" : ", ") + row.variant;
  }
  for (const auto& [where, list] : variants) {
    const auto& [device, reason] = where;
    const std::string line = fmt::format("{} on {}: {}", list, device, reason);
    print("  " + coloured(word, status == Status::skipped ? kFaint : kRed) + "  " + line);
  }
}

/// For each timing, the fastest GPU row against its baseline.
void Console::print_speedups() {
  std::map<std::string, const Result*> fastest;  // by timing
  for (const Result& row : rows_) {
    if (!row.speedup) continue;
    const Result*& best = fastest[row.timing];
    if (!best || *row.speedup > *best->speedup) best = &row;
  }
  for (const auto& [timing, gpu] : fastest) {
    print("  " + coloured(speedup_text(*gpu, cpu_.at(gpu->baseline_case_id)), kGreen));
  }
}

void Console::print(const std::string& line) {
  if (!(out_ << line << std::endl)) throw WriteError("standard output: cannot write");
}

std::string Console::coloured(const std::string& text, const char* code) const {
  return terminal_.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : text;
}

}  // namespace warpmark
