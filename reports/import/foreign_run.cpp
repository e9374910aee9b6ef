#include "reports/import/foreign_run.h"

#include "harness/error.h"
#include "harness/hash.h"

#include <fmt/format.h>

namespace warpmark {
namespace {

nlohmann::json parse(const std::string& file, const std::string& text) try {
  return nlohmann::json::parse(text);
} catch (const nlohmann::json::parse_error& error) {
  throw InvalidInput(fmt::format("{}: byte {}: no JSON: {}", file, error.byte, error.what()));
}

ForeignRun read(const JsonNode& root) {
  if (!root.find("benchmarks")) {
    root.fail("'benchmarks' is missing: neither Google Benchmark's JSON nor nvbench's");
  }
  if (root.find("context")) return read_google_benchmark(root);
  if (root.find("devices")) return read_nvbench(root);
  root.fail("neither 'context', as Google Benchmark writes it, nor nvbench's 'devices'");
}

}  // namespace

ForeignRun read_foreign_run(const std::string& file, const std::string& text) {
  const nlohmann::json document = parse(file, text);
  const JsonNode root(document, file);
  ForeignRun run = read(root);
  if (run.rows.empty()) root.at("benchmarks").fail("nothing was measured");
  run.run_id = hex_digest('r', text, 16);
  for (Result& row : run.rows) {
    row.run_id = run.run_id;
    row.started_utc = run.started_utc;
    row.fingerprint = run.fingerprint;
    row.suite = "imported";
  }
  return run;
}

void name_case(Result& row, const std::string& point, const std::string& measure) {
  row.case_id = fmt::format("{}.{}{}{}.timing={}", row.benchmark, row.variant,
                            point.empty() ? "" : ".", point, row.timing);
  row.case_hash = hex_digest('h', row.case_id + '|' + measure, 16);
}

}  // namespace warpmark
