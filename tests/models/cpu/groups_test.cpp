// Which nodes one kernel computes.

#include "models/backends/cpu/groups.h"

#include "models/gradient.h"
#include "models/zoo/zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace warpmark::nn::cpu {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

std::vector<std::size_t> sizes(const std::vector<Group>& groups) {
  std::vector<std::size_t> sizes;
  for (const Group& group : groups) sizes.push_back(group.nodes.size());
  return sizes;
}

TEST(Groups, TakeTheFirstPatternThatFits) {
  const Graph graph = mnist_cnn(Builder::Mode::inference);
  const auto groups = group_nodes(graph, {chain<Convolution, Relu, MaxPool>(),
                                          chain<Convolution, Relu>(), chain<Linear, Relu>()});
  EXPECT_THAT(sizes(groups), ElementsAre(3, 3, 2, 1, 1));
  const Step step = groups[0].step();
  EXPECT_THAT(step.reads, UnorderedElementsAre(graph.images, graph.parameters[0].value,
                                               graph.parameters[1].value));
  EXPECT_THAT(step.writes, ElementsAre(groups[0].last().outputs[0]));
}

/// The sum's other operand is computed between the chain's nodes, and so before the group.
TEST(Groups, StandWhereTheirLastNodeStood) {
  Builder b({1, 4, 4}, Builder::Mode::inference);
  const ValueId left = b.convolution(b.images(), "left", 2, {.size = 3});
  const ValueId right = b.convolution(b.images(), "right", 2, {.size = 3});
  const Graph graph = b.finish(b.linear(b.add(left, right), "fc", 2));
  const auto groups = group_nodes(graph, {chain<Convolution, Add>()});
  EXPECT_THAT(sizes(groups), ElementsAre(1, 2, 1, 1));
  EXPECT_THAT(groups[0].first().outputs, ElementsAre(right));
  EXPECT_THAT(groups[1].reads(1), ElementsAre(right));
}

TEST(Groups, LeaveAloneWhatOthersRead) {
  Builder b({1, 4, 4}, Builder::Mode::inference);
  const ValueId x = b.convolution(b.images(), "a", 1, {.size = 1});
  const Graph graph = b.finish(b.linear(b.add(b.relu(x), x), "fc", 2));
  EXPECT_THAT(sizes(group_nodes(graph, {chain<Convolution, Relu>()})), ElementsAre(1, 1, 1, 1, 1));

  Builder ends({1, 1, 1}, Builder::Mode::inference);
  const Graph whole = ends.finish(ends.linear(ends.images(), "fc", 2));
  EXPECT_THAT(sizes(group_nodes(whole, {chain<Linear, SoftmaxNll>()})), ElementsAre(1, 1));
}

TEST(Groups, WriteWhatOthersReadWhereTheyMay) {
  Builder b({2, 4, 4}, Builder::Mode::training);
  const ValueId x = b.batch_norm(b.convolution(b.images(), "a", 2, {.size = 1}), "na");
  const ValueId y = b.batch_norm(b.convolution(x, "b", 2, {.size = 1}), "nb");
  const Graph graph = differentiate(b.finish(b.linear(b.relu(b.add(x, y)), "fc", 2)), {});
  Pattern pattern = chain<ReluBackward, BatchNormBackward>();
  const auto strict = group_nodes(graph, {pattern});
  pattern.shared = 0;
  const auto groups = group_nodes(graph, {pattern});
  EXPECT_EQ(groups.size() + 1, strict.size());
  const auto norm = std::find_if(groups.begin(), groups.end(), [](const Group& group) {
    return group.find<ReluBackward>() != nullptr;
  });
  EXPECT_EQ(norm->inner, norm->first().outputs[0]);
  EXPECT_THAT(norm->step().writes, testing::Contains(norm->inner));
}

}  // namespace
}  // namespace warpmark::nn::cpu
