#pragma once

#include "harness/cuda/queue.h"
#include "harness/stopwatch.h"
#include "harness/timing.h"

#include <memory>

namespace warpmark {

/// Cold: one repetition after the L2 cache was flushed, between two events, behind a spinning
/// kernel; a sample is never a batch, of which only the first repetition would be cold.
/// Hot: as many repetitions back to back as make the events' resolution 0.1 % of a sample, launched
/// while the device works; only the first waits behind the spinning kernel.
/// Graph: the same number captured and replayed as one graph behind the spinning kernel.
/// E2e: upload, run and download after a flush, by the host's clock.
/// Step: hot; where a workload asks for the latency of single repetitions, one a sample, launched
/// onto an idle device.
/// Epoch: one repetition a sample, launched onto an idle device.
/// A workload that waits for the device inside is timed without the spinning kernel.
/// Profiled: never the spinning kernel, never a batch; times are the host's launches as much as the
/// device's work.
/// Throws Unsupported where a variable of the environment changes what would be timed.
std::unique_ptr<Stopwatch> make_cuda_stopwatch(Timing timing, CudaQueue& queue,
                                               bool profiled = false);

}  // namespace warpmark
