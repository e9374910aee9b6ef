#include "suites/recorder.h"

namespace warpmark {

void Recorder::begin_run(int run_index, std::string run_id) {
  run_index_ = run_index;
  run_id_ = std::move(run_id);
  executor_.begin_run();
}

Result Recorder::record(const Case& c) {
  progress_.start(c);
  Result row = executor_.measure(c);
  progress_.finish(c);
  row.session_id = session_id_;
  row.run_id = run_id_;
  row.run_index = run_index_;
  baselines_.apply(row);
  report_.add(row);
  failed_ += row.status == Status::failed || row.status == Status::timeout;
  return row;
}

}  // namespace warpmark
