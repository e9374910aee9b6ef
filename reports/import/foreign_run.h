#pragma once

#include "harness/result.h"
#include "reports/import/json_node.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace warpmark {

/// One file of another benchmark program: one run, since samples of one process are no runs.
struct ForeignRun {
  std::string run_id;              // of the file's bytes: the same file is the same run
  std::string fingerprint;         // of the machine, as far as the file tells; docs/import.md
  std::string started_utc;         // empty: not known
  nlohmann::ordered_json machine;  // what env.json says of it
  std::vector<Result> rows;
};

/// Reads `text`, the contents of `file`, as the JSON of Google Benchmark or of nvbench, whichever
/// it is. Throws InvalidInput naming the file, and the byte or the key, also where nothing was
/// measured.
ForeignRun read_foreign_run(const std::string& file, const std::string& text);

/// Of `--benchmark_format=json`: src/json_reporter.cc of Google Benchmark.
ForeignRun read_google_benchmark(const JsonNode& root);

/// Of `--json`: nvbench/json_printer.cu of nvbench.
ForeignRun read_nvbench(const JsonNode& root);

/// Names the row's case as this program does: benchmark.variant[.point].timing=… (docs/csv.md).
/// `measure`: what its time is, so that a median is never compared with a mean.
void name_case(Result& row, const std::string& point, const std::string& measure);

}  // namespace warpmark
