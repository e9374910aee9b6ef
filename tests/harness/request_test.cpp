#include "harness/request.h"

#include "harness/error.h"
#include "harness/gpus.h"
#include "tests/harness/fakes.h"

#include <gtest/gtest.h>

namespace warpmark {
namespace {

TEST(Request, ComesBackAsTheSameCase) {
  const std::vector<BenchmarkSpec> catalog{testing_support::add_one_spec()};
  Case c{&catalog[0],  &catalog[0].variants[0], grid(catalog[0].axes)[0],
         Timing::cold, {DeviceKind::gpu, 3},    "quick"};
  c.max_time_s = 0.125;
  c.warmup_s = 0.0625;
  c.threads = 7;
  const Request request = request_from_json_line(to_json_line(Request{c, "a/plans.json"}), catalog);
  const Case& back = request.c;
  EXPECT_EQ(request.plans, "a/plans.json");
  EXPECT_EQ(back.spec, c.spec);
  EXPECT_EQ(back.variant, c.variant);
  EXPECT_EQ(back.params, c.params);
  EXPECT_EQ(back.timing, c.timing);
  EXPECT_EQ(back.device, c.device);
  EXPECT_EQ(back.suite, c.suite);
  EXPECT_EQ(back.max_time_s, c.max_time_s);
  EXPECT_EQ(back.warmup_s, c.warmup_s);
  EXPECT_EQ(back.threads, c.threads);
  EXPECT_EQ(back.hash(), c.hash());
  EXPECT_EQ(to_json_line(Request{c}).find('\n'), std::string::npos);
}

TEST(Request, OfWhatIsNotInTheCatalogIsRefused) {
  const std::vector<BenchmarkSpec> catalog{testing_support::add_one_spec()};
  const Case c{&catalog[0], &catalog[0].variants[0], grid(catalog[0].axes)[0]};
  EXPECT_THROW(request_from_json_line(to_json_line(Request{c}), {}), InvalidInput);
  EXPECT_THROW(request_from_json_line("{}", catalog), InvalidInput);
  EXPECT_THROW(request_from_json_line("{", catalog), InvalidInput);
}

TEST(Gpus, ComeBackWithEveryField) {
  const DeviceInfo gpu{.ordinal = 1,
                       .name = "B200 \"x\"",
                       .uuid = "GPU-1",
                       .multiprocessors = 148,
                       .memory_bytes = 1.5e11,
                       .ecc = "on"};
  const Gpus back = gpus_from_json_line(to_json_line(Gpus{{gpu, {}}, "why"}));
  ASSERT_EQ(back.devices.size(), 2u);
  EXPECT_EQ(back.absence, "why");
  EXPECT_EQ(back.devices[0].name, gpu.name);
  EXPECT_EQ(to_json_line(Gpus{{gpu, {}}, "why"}), to_json_line(back));
  EXPECT_THROW(gpus_from_json_line("[]"), InvalidInput);
}

}  // namespace
}  // namespace warpmark
