// Which taps of a filter are left, and that a convolution of them computes what it did.

#include "models/gradient.h"
#include "models/ops.h"
#include "tests/models/cropped.h"
#include "tests/models/norms.h"
#include "tests/models/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

namespace warpmark::nn {
namespace {

constexpr auto kTraining = Builder::Mode::training;
constexpr auto kInference = Builder::Mode::inference;

/// A convolution on a map.
struct Setting {
  Index height, width, window, stride, padding;

  Index rows(Index taps, Index less) const {
    return positions(height, taps, stride, padding - less);
  }
  Index columns(Index taps, Index less) const {
    return positions(width, taps, stride, padding - less);
  }
};

std::ostream& operator<<(std::ostream& out, const Setting& s) {
  return out << s.window << "×" << s.window << " with stride " << s.stride << " and padding "
             << s.padding << " on " << s.height << "×" << s.width;
}

/// All of a few extents that fit.
std::vector<Setting> settings() {
  std::vector<Setting> settings;
  for (const Index height : {1, 2, 3, 4}) {
    for (const Index width : {1, 2, 3, 5}) {
      for (const Index window : {1, 2, 3, 5, 7}) {
        for (const Index stride : {1, 2, 3}) {
          for (const Index padding : {0, 1, 2, 3}) {
            const Setting s{height, width, window, stride, padding};
            if (s.rows(window, 0) > 0 && s.columns(window, 0) > 0) settings.push_back(s);
          }
        }
      }
    }
  }
  return settings;
}

/// Its second node is the convolution; the first makes it pass a gradient on.
Graph network(const Setting& s) {
  Builder b({1, s.height, s.width}, kTraining);
  ValueId x = b.convolution(b.images(), "first", 2, {.size = 1});
  x = b.convolution(x, "conv", 2, {s.window, s.stride, s.padding});
  return b.finish(b.linear(x, "fc", 3));
}

/// What is left of the filter, and its first row and column.
struct Left {
  Index first = 0, rows, columns, padding;
  bool operator==(const Left&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Left& left) {
  return out << left.rows << "×" << left.columns << " from tap " << left.first << " with padding "
             << left.padding;
}

Left left(const Graph& cropped) {
  const Persistent& weight = cropped.parameters[2];
  const Shape &shape = cropped.value(weight.value).shape, &first = weight.initial.first;
  EXPECT_EQ(cropped.value(weight.value).name, "conv.weight");
  EXPECT_TRUE(first.empty() || (first[0] == 0 && first[1] == 0 && first[2] == first[3]));
  return {first.empty() ? 0 : first[2], shape[2], shape[3],
          std::get<Convolution>(cropped.nodes[1].op).padding};
}

using Tap = std::pair<Index, Index>;

/// Row and column of every tap that meets a pixel at some position.
std::set<Tap> needed(const Setting& s) {
  std::set<Tap> needed;
  for (Index p = 0; p < s.rows(s.window, 0); ++p) {
    for (Index q = 0; q < s.columns(s.window, 0); ++q) {
      for (Index row = 0; row < s.window; ++row) {
        for (Index column = 0; column < s.window; ++column) {
          const Index y = p * s.stride + row - s.padding, x = q * s.stride + column - s.padding;
          if (0 <= y && y < s.height && 0 <= x && x < s.width) needed.insert({row, column});
        }
      }
    }
  }
  return needed;
}

bool holds(const Left& left, const std::set<Tap>& taps) {
  return std::all_of(taps.begin(), taps.end(), [&](const Tap& tap) {
    const Index row = tap.first - left.first, column = tap.second - left.first;
    return 0 <= row && row < left.rows && 0 <= column && column < left.columns;
  });
}

/// How many taps the smallest filter has that could take the place of the whole one.
Index fewest(const Setting& s, const std::set<Tap>& taps) {
  Index fewest = s.window * s.window;
  for (Index first = 0; first < s.window && first <= s.padding; ++first) {
    for (Index rows = 1; rows <= s.window - first; ++rows) {
      for (Index columns = 1; columns <= s.window - first; ++columns) {
        const bool fits = s.rows(rows, first) == s.rows(s.window, 0) &&
                          s.columns(columns, first) == s.columns(s.window, 0);
        if (fits && holds({first, rows, columns, 0}, taps)) {
          fewest = std::min(fewest, rows * columns);
        }
      }
    }
  }
  return fewest;
}

TEST(CropFilters, LeavesTheFewestTapsThatHoldAllThatMeetAPixel) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(testing::PrintToString(s));
    const Graph cropped = crop_filters(network(s));
    const Left part = left(cropped);
    const std::set<Tap> taps = needed(s);
    EXPECT_TRUE(holds(part, taps)) << part;
    EXPECT_EQ(part.padding, s.padding - part.first);
    if (!taps.empty()) {
      EXPECT_EQ(part.rows * part.columns, fewest(s, taps)) << part;
    }
    EXPECT_EQ(crop_filters(cropped), cropped);
  }
}

TEST(CropFilters, ComputesTheSame) {
  for (const Setting& s : settings()) {
    SCOPED_TRACE(testing::PrintToString(s));
    const Graph whole = differentiate(network(s), {});
    const Graph cropped = differentiate(crop_filters(network(s)), {});
    const State state = random_state(whole);
    const ImageSet images = random_images(2, {1, s.height, s.width}, 3);
    OneBatch before(whole, images, state), after(cropped, images, cropped_state(cropped, state));
    const Tensor logits = before.fetch(whole.logits);
    EXPECT_LE(distance(after.fetch(cropped.logits), logits), 1e-14 * norm(logits.values));
    for (std::size_t i = 0; i < whole.parameters.size(); ++i) {
      const std::string& name = whole.value(whole.parameters[i].value).name;
      const auto [part, rest] = divide(before.fetch(gradients(whole)[i]), cropped, name);
      EXPECT_LE(distance(after.fetch(gradients(cropped)[i]), part), 1e-14 * norm(part.values))
          << name;
      EXPECT_THAT(rest, testing::Each(0)) << name;
    }
  }
}

struct Example {
  const char* what;
  Setting whole;
  Left left;
};

TEST(CropFilters, LeavesWhatIsWorkedOutByHand) {
  const std::vector<Example> examples{
      {"the middle alone", {1, 1, 3, 1, 1}, {1, 1, 1, 0}},
      {"of five rows, too", {1, 1, 5, 1, 2}, {2, 1, 1, 0}},
      {"with a stride, too", {1, 1, 3, 2, 1}, {1, 1, 1, 0}},
      {"one position sees two rows and columns", {2, 2, 3, 2, 1}, {1, 2, 2, 0}},
      {"maps that are not square", {2, 1, 3, 2, 1}, {1, 2, 1, 0}},
      {"some padding is left", {3, 3, 7, 1, 3}, {1, 5, 5, 2}},
      {"two positions see five of seven rows", {3, 3, 7, 2, 3}, {1, 5, 5, 2}},
      {"each tap meets a pixel somewhere", {2, 2, 3, 1, 1}, {0, 3, 3, 1}},
      {"no padding", {4, 5, 3, 1, 0}, {0, 3, 3, 0}},
      {"nothing to crop", {1, 1, 1, 1, 0}, {0, 1, 1, 0}},
      {"columns need the padding that rows do not", {1, 5, 3, 1, 1}, {0, 3, 3, 1}},
      {"a tap between two that meet a pixel", {1, 1, 3, 2, 2}, {0, 3, 3, 2}},
      {"no tap ever meets a pixel", {1, 1, 1, 3, 1}, {0, 1, 1, 1}},
  };
  for (const Example& e : examples) {
    EXPECT_EQ(left(crop_filters(network(e.whole))), e.left) << e.what << ": " << e.whole;
  }
}

TEST(CropFilters, LeavesAFilterThatSeveralRead) {
  Builder b({2, 1, 1}, kInference);
  ValueId x = b.convolution(b.images(), "a", 2, {3, 1, 1});
  x = b.convolution(x, "b", 2, {3, 1, 1});
  Graph graph = b.finish(b.linear(x, "fc", 3));
  EXPECT_NE(crop_filters(graph), graph);
  graph.nodes[1].inputs[1] = graph.nodes[0].inputs[1];
  EXPECT_EQ(crop_filters(graph), graph);
}

TEST(CropFilters, ComesBeforeTheBackwardPass) {
  EXPECT_THROW(crop_filters(differentiate(network({1, 1, 3, 1, 1}), {})), std::invalid_argument);
}

}  // namespace
}  // namespace warpmark::nn
