// CUDA's runtime on the fake device: what it says of itself.

#include "tests/fake_cuda/stream.h"

#include <cuda_profiler_api.h>

#include <cstdio>
#include <cstring>
#include <utility>

using warpmark::fake_cuda::call;
using warpmark::fake_cuda::Device;

namespace {

const warpmark::fake_cuda::Model& model() { return Device::instance().model; }

}  // namespace

const char* cudaGetErrorName(cudaError_t status) {
  return status == cudaErrorIllegalAddress ? "cudaErrorIllegalAddress" : "cudaErrorOther";
}
const char* cudaGetErrorString(cudaError_t status) {
  return status == cudaErrorIllegalAddress ? "an illegal memory access was encountered"
                                           : "something else";
}
cudaError_t cudaGetLastError() {
  const cudaError_t last = std::exchange(Device::instance().last, cudaSuccess);
  return last == cudaSuccess ? Device::instance().lasting : last;
}

cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return call();
}
cudaError_t cudaRuntimeGetVersion(int* version) { return cudaDriverGetVersion(version); }

cudaError_t cudaGetDeviceCount(int* count) {
  *count = model().devices;
  return model().devices > 0 ? call() : cudaErrorNoDevice;
}
cudaError_t cudaGetDevice(int* ordinal) {
  *ordinal = Device::instance().current;
  return call();
}
cudaError_t cudaSetDevice(int ordinal) {
  if (ordinal >= model().devices) return cudaErrorInvalidDevice;
  Device::instance().current = ordinal;
  return call();
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int ordinal) {
  *properties = {};
  std::strcpy(properties->name, "Fake GPU");
  for (char& byte : properties->uuid.bytes) byte = static_cast<char>(0xa0 + ordinal);
  properties->totalGlobalMem = model().memory_bytes;
  properties->major = 9;
  properties->multiProcessorCount = model().multiprocessors;
  properties->l2CacheSize = model().l2_bytes;
  properties->memoryBusWidth = 5120;
  return call();
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr which, int) {
  switch (which) {
    case cudaDevAttrClockRate: *value = 1980000; break;
    case cudaDevAttrMemoryClockRate: *value = 2619000; break;
    case cudaDevAttrMultiProcessorCount: *value = model().multiprocessors; break;
    case cudaDevAttrL2CacheSize: *value = model().l2_bytes; break;
    case cudaDevAttrHostNumaId: *value = 0; break;
    case cudaDevAttrMaxPersistingL2CacheSize: *value = model().persisting_l2_bytes; break;
  }
  return call();
}

cudaError_t cudaDeviceGetPCIBusId(char* text, int length, int ordinal) {
  std::snprintf(text, static_cast<std::size_t>(length), "0000:%02x:00.0", ordinal + 1);
  return call();
}

cudaError_t cudaProfilerStart() { return call(); }
cudaError_t cudaProfilerStop() { return call(); }

cudaError_t cudaCtxResetPersistingL2Cache() {
  Device::instance().host_log.push_back("cudaCtxResetPersistingL2Cache");
  return call();
}
