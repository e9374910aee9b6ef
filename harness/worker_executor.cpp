#include "harness/worker_executor.h"

#include "harness/error.h"
#include "harness/request.h"
#include "harness/wall_clock.h"

#include <fmt/core.h>

#include <iostream>

namespace warpmark {
namespace {

constexpr const char* kThisProgram = "/proc/self/exe";
constexpr double kStartLimit_s = 120;  // CUDA may have to wake many GPUs

/// An error that is no wrong result may have left anything behind: a sticky CUDA error, a leak of
/// what it allocated, a spoilt heap.
bool trustworthy(const Result& row) {
  return row.status != Status::failed || row.verified == false;
}

[[noreturn]] void did_not_start(const std::exception& why) {
  throw std::runtime_error(std::string("the worker did not start: ") + why.what());
}

}  // namespace

WorkerExecutor::WorkerExecutor(std::vector<std::string> arguments, const RowOrigin& origin)
    : arguments_(std::move(arguments)), origin_(origin) {
  try {
    start();
  } catch (const ChildEnded& end) {
    did_not_start(end);
  } catch (const ChildSilent& silence) {
    did_not_start(silence);
  }
  environment_ = query_environment(gpus_.devices, gpus_.absence, {});
}

void WorkerExecutor::start() {
  worker_ = std::make_unique<ChildProcess>(kThisProgram, arguments_, std::cerr);
  used_ = false;
  gpus_ = gpus_from_json_line(worker_->receive(kStartLimit_s));
}

void WorkerExecutor::begin_run() {
  if (used_) worker_.reset();
}

Result WorkerExecutor::ask(const Case& c) {
  if (!worker_) start();
  const bool gone = c.device.kind == DeviceKind::gpu &&
                    c.device.ordinal >= static_cast<int>(gpus_.devices.size());
  if (gone && c.device.present()) throw std::runtime_error("the GPU is gone: " + gpus_.absence);
  used_ = true;
  worker_->send(to_json_line(Request{c, plans_}));
  return from_json_line(worker_->receive(c.timeout_s));
}

Result WorkerExecutor::measure(const Case& c) {
  const WallClock clock;
  Result row = blank_row(c, origin_, environment_);
  try {
    row = ask(c);
  } catch (const Interrupted&) {
    throw;
  } catch (const ChildSilent& silence) {
    row.status = Status::timeout;
    row.message = silence.what();
  } catch (const std::exception& error) {
    row.status = Status::failed;
    row.message = error.what();
  }
  if (!row.wall_s) row.wall_s = clock.seconds();
  if (row.status == Status::timeout || !trustworthy(row)) worker_.reset();
  return row;
}

}  // namespace warpmark
