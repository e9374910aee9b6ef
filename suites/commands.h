#pragma once

#include "suites/ab.h"
#include "suites/baseline.h"
#include "suites/calibrate.h"
#include "suites/compare.h"
#include "suites/data.h"
#include "suites/env.h"
#include "suites/import.h"
#include "suites/list.h"
#include "suites/report.h"
#include "suites/run.h"
#include "suites/self_test.h"
#include "suites/worker.h"

#include <vector>

namespace warpmark {

/// Every command of the program, in the order of its help.
struct Commands {
  ListCommand list;
  RunCommand run;
  WorkerCommand worker;
  CompareCommand compare;
  AbCommand ab;
  BaselineCommand baseline;
  CalibrateCommand calibrate;
  ReportCommand report;
  ImportCommand import_json;
  EnvCommand env;
  DataCommand data;
  SelfTestCommand selftest;

  std::vector<Command*> all() {
    return {&list,      &run,    &worker,      &compare, &ab,   &baseline,
            &calibrate, &report, &import_json, &env,     &data, &selftest};
  }
};

}  // namespace warpmark
