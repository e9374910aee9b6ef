// CUDA's runtime on the fake device: streams, events and graphs. All streams are one queue.

#include "harness/cuda/check.h"
#include "tests/cuda_on_cpu/grid.h"
#include "tests/fake_cuda/stream.h"

#include <cmath>

using warpmark::fake_cuda::call;
using warpmark::fake_cuda::Device;
using warpmark::fake_cuda::enqueue;
using warpmark::fake_cuda::Operation;

struct CUevent_st {
  std::size_t count = 0;  // operations up to and with it
  double time = 0;
  int ordinal = Device::instance().current;
};
struct CUgraph_st {
  std::vector<Operation> operations;
};
struct CUgraphExec_st {
  std::vector<Operation> operations;
};

namespace {

Device& device() { return Device::instance(); }

void throw_if(cudaError_t status, const char* what) {
  warpmark::check_cuda(status, what, __FILE__, __LINE__);
}

}  // namespace

namespace warpmark {

cudaError_t fake_cuda::call(double nanoseconds) {
  device().spend(nanoseconds);
  return device().lasting;
}

cudaError_t fake_cuda::enqueue(cudaStream_t stream, Operation operation, double nanoseconds) {
  if (const cudaError_t status = call(nanoseconds); status != cudaSuccess) return status;
  if (stream->ordinal != device().current) return cudaErrorInvalidResourceHandle;
  if (stream->capturing) {
    device().load(operation.code);
    stream->captured.push_back(std::move(operation));
  } else {
    device().submit(std::move(operation));
  }
  return cudaSuccess;
}

void fake_cuda::enqueue_work(CudaQueue& queue, const std::string& name, double nanoseconds,
                             std::function<void()> act) {
  const auto body = [nanoseconds, act = std::move(act)] {
    device().work(nanoseconds);
    if (act) act();
  };
  throw_if(enqueue(queue.stream(), {name, body, name}, device().model.launch), "launch");
}

void fake_cuda::enqueue_fault(CudaQueue& queue, cudaError_t error) {
  const auto body = [error] { device().lasting = error; };
  throw_if(enqueue(queue.stream(), {"fault", body, "fault"}, device().model.launch), "launch");
}

void emulation::submit(CudaQueue& queue, const void* kernel, dim3 grid, dim3 block,
                       std::function<void()> body) {
  const auto run = [grid, block, body = std::move(body)] {
    const fake_cuda::Model& model = device().model;
    device().work(model.kernel + model.thread * grid.x * block.x);
    run_grid(grid, block, body);
  };
  const std::string code = std::to_string(reinterpret_cast<std::uintptr_t>(kernel));
  throw_if(enqueue(queue.stream(), {"kernel", run, code, grid.x, block.x}, device().model.launch),
           "launch");
}

unsigned long long emulation::nanoseconds() {
  return static_cast<unsigned long long>(device().read_timer());
}

/// The clock is sm_hz · (1 - 4/5 · exp(-time / sm_rise)), and this its integral.
unsigned long long emulation::cycles() {
  const fake_cuda::Model& model = device().model;
  const double time = device().time(), rise = model.sm_rise;
  const double lost = rise > 0 ? 0.8 * rise * (1 - std::exp(-time / rise)) : 0;
  return static_cast<unsigned long long>((time - lost) * 1e-9 * model.sm_hz);
}

}  // namespace warpmark

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned int) {
  *stream = new CUstream_st;
  return call();
}
cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  delete stream;
  return call();
}
cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (stream->capturing) {
    stream->spoilt = true;
    return device().last = cudaErrorStreamCaptureUnsupported;
  }
  const cudaError_t status = call();
  device().wait();
  return status == cudaSuccess ? device().lasting : status;
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  *event = new CUevent_st;
  return call();
}
cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return call();
}
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (event->ordinal != stream->ordinal) return cudaErrorInvalidResourceHandle;
  const auto body = [event] {
    const double step = device().model.event_step;
    event->time = std::floor(device().time() / step) * step;
  };
  const cudaError_t status = enqueue(stream, {"record", body}, device().model.call);
  event->count = device().submitted();
  return status;
}
cudaError_t cudaStreamWaitEvent(cudaStream_t, cudaEvent_t, unsigned int) { return call(); }
cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const cudaError_t status = call();
  device().wait(event->count);
  return status == cudaSuccess ? device().lasting : status;
}
cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t start, cudaEvent_t stop) {
  *milliseconds = static_cast<float>(1e-6 * (stop->time - start->time));
  return call();
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  stream->capturing = true;
  return call();
}
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  const bool spoilt = stream->spoilt;
  *graph = spoilt ? nullptr : new CUgraph_st{std::move(stream->captured)};
  *stream = CUstream_st{.ordinal = stream->ordinal};
  return spoilt ? device().last = cudaErrorStreamCaptureInvalidated : call();
}
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return call();
}
cudaError_t cudaGraphGetNodes(cudaGraph_t graph, cudaGraphNode_t*, std::size_t* count) {
  *count = graph->operations.size();
  return call();
}
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph,
                                 unsigned long long) {
  *executable = new CUgraphExec_st{graph->operations};
  return call();
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return call();
}
cudaError_t cudaGraphUpload(cudaGraphExec_t, cudaStream_t stream) {
  return enqueue(stream, {"graph upload"}, device().model.launch);
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  const auto body = [operations = executable->operations] {
    for (const Operation& operation : operations) device().perform(operation);
  };
  return enqueue(stream, {"graph", body}, device().model.launch);
}

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes*, const void*) { return call(); }
