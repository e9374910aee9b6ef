#include "suites/recorder.h"

#include "suites/canaries.h"

namespace warpmark {

void Recorder::begin_run(int run_index, const std::string& run_id, std::optional<Budget> budget) {
  run_index_ = run_index;
  run_id_ = run_id;
  budget_ = std::move(budget);
  baselines_ = {};
  to_.executor.begin_run();
}

Result Recorder::record(const Case& c) {
  if (auto row = take_from_files(c)) return *std::move(row);
  auto row = measure(c);
  if (!row) return leave_out(c);
  const auto again = [this](const Case& which) { return measure_again(which); };
  auto rows = hold_against_ceilings(c, *std::move(row), to_.canaries, ceilings_, again);
  for (Result& each : rows) write(each);
  return std::move(rows.back());
}

void Recorder::write(Result& row) {
  learn(row);
  to_.files.add(row);
  to_.screen.add(row);
}

std::optional<Result> Recorder::take_from_files(const Case& c) {
  auto rows = written_.take(run_index_, c.id(), c.device.ordinals());
  if (rows.empty()) return std::nullopt;
  to_.progress.pass_over(c);
  if (budget_ && !is_canary(c)) budget_->pass_over();
  for (Result& row : rows) {
    if (is_canary(row)) ceilings_.learn(row);
    learn(row);
    to_.screen.add(row);
  }
  return std::move(rows.back());
}

Case Recorder::within(Case c, const Budget::Grant& grant) {
  c.max_time_s = grant.max_time_s;
  if (c.timeout_s <= 0 || grant.limit_s < c.timeout_s) c.timeout_s = grant.limit_s;
  return c;
}

std::optional<Result> Recorder::measure_again(const Case& c) {
  if (!budget_ || is_canary(c)) return stamped(to_.executor.measure(c));
  const auto grant = budget_->once_more();
  if (!grant) return std::nullopt;
  return stamped(to_.executor.measure(within(c, *grant)));
}

/// Empty: the budget does not reach that far.
std::optional<Result> Recorder::measure(const Case& c) {
  Case timed = c;
  std::optional<Budget::Grant> grant;
  bool last = false;  // the budget ends before the case's own time-out
  if (budget_ && !is_canary(c)) {
    grant = budget_->next(c.max_time_s);
    if (!grant) return std::nullopt;
    timed = within(c, *grant);
    last = timed.timeout_s != c.timeout_s;
  }
  to_.progress.start(c);
  Result row = to_.executor.measure(timed);
  to_.progress.finish(c);
  const bool ended = row.status != Status::timeout;
  if (grant && ended) budget_->done();
  if (last && !ended && !grant->ample) return std::nullopt;
  if (last && !ended) row.message += ", which is what the budget left";
  return stamped(std::move(row));
}

Result Recorder::stamped(Result row) const {
  row.session_id = to_.environment.session_id;
  row.side = to_.environment.side;
  row.run_id = run_id_;
  row.run_index = run_index_;
  if (const Injection* injection = find_injection(to_.injections, row.case_id)) {
    row.message = "injected " + injection->name + (row.message.empty() ? "" : ": ") + row.message;
  }
  return row;
}

Result Recorder::leave_out(const Case& c) {
  left_out_.push_back({&c, run_id_, run_index_});
  Result row = blank_row(c, to_.origin, to_.environment);
  row.status = Status::skipped;
  row.message = "left out";
  return row;
}

void Recorder::learn(Result& row) {
  baselines_.apply(row);
  failed_ += row.status == Status::failed || row.status == Status::timeout;
}

void Recorder::write_left_out(const std::string& reason) {
  for (const LeftOut& left_out : left_out_) {
    run_id_ = left_out.run_id;
    run_index_ = left_out.run_index;
    Result row = stamped(blank_row(*left_out.c, to_.origin, to_.environment));
    row.status = Status::skipped;
    row.message = reason;
    to_.files.add(row);
    to_.screen.add(row);
  }
}

std::map<std::string, int> Recorder::left_out() const {
  std::map<std::string, int> counts;
  for (const LeftOut& left_out : left_out_) ++counts[left_out.c->spec->name];
  return counts;
}

}  // namespace warpmark
