#include "reports/html/groups.h"
#include "reports/html/layout.h"
#include "reports/html/text.h"

namespace warpmark::html {
namespace {

constexpr double kBar = 12;  // pixels from its upper to its lower edge
constexpr double kRowHeight = kLineHeight + kBar + 6;

std::vector<Key> keys_of(const BarChart& chart) {
  std::vector<Key> keys;
  for (const std::string& part : chart.parts) {
    keys.push_back({part, Mark{series_paint(keys.size()), Shape::square}, {}});
  }
  return keys;
}

void draw_row(Svg& svg, const BarChart::Row& row, const Scale& x, double top) {
  svg.label({kMargin, top + 12}, shortened(row.label, svg.width() - 2 * kMargin, kFontSize));
  double from = 0;
  for (std::size_t i = 0; i < row.parts.size(); from += row.parts[i++]) {
    svg.block({x(from), top + kLineHeight}, x(from + row.parts[i]) - x(from), kBar,
              series_paint(i));
  }
}

}  // namespace

std::string draw(const BarChart& chart) {
  Svg svg(kPanelWidth, chart.title, chart.description);
  double top = draw_heading(svg, chart.title, keys_of(chart)) + kMargin;
  const double height = kRowHeight * static_cast<double>(chart.rows.size());
  const Frame frame{3 * kMargin, top, kPanelWidth - 3 * kMargin, top + height};
  Range whole;
  whole.add(0);
  whole.add(100);
  const Scale x(Scale::Kind::linear, whole, frame.left, frame.right);
  draw_x_ticks(svg, {"", Scale::Kind::linear, percent_label}, x, frame, frame.bottom + kLineHeight);
  for (const BarChart::Row& row : chart.rows) {
    draw_row(svg, row, x, top);
    top += kRowHeight;
  }
  return svg.str(frame.bottom + kLineHeight + kMargin);
}

}  // namespace warpmark::html
