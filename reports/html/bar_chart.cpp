#include "reports/html/groups.h"
#include "reports/html/layout.h"

namespace warpmark::html {
namespace {

constexpr double kBar = 12;  // pixels from its upper to its lower edge
constexpr double kGap = 6;   // between a bar and the next label

std::vector<Key> keys_of(const BarChart& chart) {
  std::vector<Key> keys;
  for (const std::string& part : chart.parts) {
    keys.push_back({part, Mark{series_paint(keys.size()), Shape::square}, {}});
  }
  return keys;
}

/// Returns where it ends.
double draw_row(Svg& svg, const BarChart::Row& row, const Scale& x, double top) {
  const double bar = draw_label(svg, row.label, top);
  double from = 0;
  for (std::size_t i = 0; i < row.parts.size(); from += row.parts[i++]) {
    svg.block({x(from), bar}, x(from + row.parts[i]) - x(from), kBar, series_paint(i));
  }
  return bar + kBar + kGap;
}

}  // namespace

std::string draw(const BarChart& chart) {
  Svg svg(kPanelWidth, chart.title, chart.description);
  double top = draw_heading(svg, chart.title, keys_of(chart)) + kMargin;
  double height = 0;
  for (const BarChart::Row& row : chart.rows) height += label_height(row.label) + kBar + kGap;
  const Frame frame{3 * kMargin, top, kPanelWidth - 3 * kMargin, top + height};
  Range whole;
  whole.add(0);
  whole.add(100);
  const Scale x(Scale::Kind::linear, whole, frame.left, frame.right);
  draw_x_ticks(svg, {"", Scale::Kind::linear, percent_label}, x, frame, frame.bottom + kLineHeight);
  for (const BarChart::Row& row : chart.rows) top = draw_row(svg, row, x, top);
  return svg.str(frame.bottom + kLineHeight + kMargin);
}

}  // namespace warpmark::html
