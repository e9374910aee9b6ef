#include "harness/cuda/graph.h"

#include "harness/error.h"
#include "tests/fake_cuda/fixture.h"

namespace warpmark {
namespace {

using GraphTest = OnFakeGpu;

TEST_F(GraphTest, HoldsWhatWasEnqueuedAndReplaysIt) {
  FakeWorkload workload(*queue_);
  const CudaGraph graph(*queue_, [&] {
    for (int i = 0; i < 3; ++i) workload.run();
  });
  EXPECT_EQ(graph.nodes(), 3u);
  EXPECT_EQ(log_of([&] { graph.launch(*queue_); }), "work work work graph");
}

TEST_F(GraphTest, NothingCapturedIsAnError) {
  EXPECT_THROW(CudaGraph(*queue_, [] {}), std::runtime_error);
  CudaQueue elsewhere(0);
  EXPECT_THROW(CudaGraph(*queue_, [&] { fake_cuda::enqueue_work(elsewhere, "work", 1); }),
               std::runtime_error);
}

TEST_F(GraphTest, AFailedCaptureLeavesTheQueueUsable) {
  FakeWorkload workload(*queue_);
  EXPECT_THROW(CudaGraph(*queue_, [] { throw Unsupported("no"); }), Unsupported);
  workload.waits_ = true;  // which no graph can hold
  EXPECT_THROW(CudaGraph(*queue_, [&] { workload.run(); }), std::runtime_error);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess) << "the next launch would throw it";
  workload.waits_ = false;
  EXPECT_EQ(log_of([&] { workload.run(); }), "work");
}

}  // namespace
}  // namespace warpmark
