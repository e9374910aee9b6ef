#include "harness/error.h"

#include "harness/cuda/event.h"
#include "tests/fake_cuda/fixture.h"

#include <gmock/gmock.h>

namespace warpmark {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

using CudaError = OnFakeGpu;

TEST_F(CudaError, AnIllegalAccessLosesTheDevice) {
  fake_cuda::enqueue_fault(*queue_, cudaErrorIllegalAddress);
  EXPECT_THAT([&] { queue_->wait(); },
              ThrowsMessage<DeviceLost>(HasSubstr("an illegal memory access was encountered "
                                                  "(cudaErrorIllegalAddress), ")));
  EXPECT_THROW(fake_cuda::enqueue_work(*queue_, "work", 1), DeviceLost);
  EXPECT_THROW(DeviceBuffer(*queue_, 1), DeviceLost);
}

TEST_F(CudaError, AWrongArgumentDoesNot) {
  EXPECT_THROW(CudaQueue(7), std::runtime_error);
  EXPECT_NO_THROW(queue_->wait());
  try {
    CudaQueue(7);
  } catch (const DeviceLost&) {
    FAIL();
  } catch (const std::runtime_error&) {
  }
}

TEST_F(CudaError, ExhaustedMemoryIsBadAlloc) {
  EXPECT_THROW(DeviceBuffer(*queue_, std::size_t{2} << 30), std::bad_alloc);
  EXPECT_NO_THROW(DeviceBuffer(*queue_, 1024));
}

/// Whatever is running when the device is lost, nothing waits for it for ever.
TEST_F(CudaError, ALostDeviceEndsASample) {
  class Faulty : public FakeWorkload {
   public:
    using FakeWorkload::FakeWorkload;
    void run() override {
      if (++runs_ > 2) fake_cuda::enqueue_fault(queue_, cudaErrorLaunchFailure);
    }
  } workload(*queue_);
  const auto stopwatch = prepared(Timing::cold, workload);
  EXPECT_THROW(stopwatch->time(workload), DeviceLost);
}

}  // namespace
}  // namespace warpmark
