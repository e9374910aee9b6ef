#include "suites/nearest.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace warpmark {

int edit_distance(std::string_view a, std::string_view b) {
  // distance[i][j]: between the first i letters of a and the first j of b.
  std::vector<std::vector<int>> distance(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      int& d = distance[i][j];
      d = static_cast<int>(std::max(i, j));
      if (i == 0 || j == 0) continue;
      d = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1,
                    distance[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) d = std::min(d, distance[i - 2][j - 2] + 1);
    }
  }
  return distance[a.size()][b.size()];
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  const int limit = std::max<int>(1, static_cast<int>(word.size()) / 3);
  const std::string list = fmt::format("known: {}", fmt::join(known, " "));
  const auto nearest =
      std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
        return edit_distance(word, a) < edit_distance(word, b);
      });
  if (nearest == known.end()) return {};
  if (edit_distance(word, *nearest) > limit) return "; " + list;
  return fmt::format(": did you mean '{}'? ({})", *nearest, list);
}

}  // namespace warpmark
