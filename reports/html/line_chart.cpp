#include "reports/html/layout.h"
#include "reports/html/text.h"

#include <fmt/core.h>

namespace warpmark::html {
namespace {

constexpr double kPlotHeight = 220;
constexpr double kLane = 12;  // of a stretch

Range range_of(const LineChart& chart, bool vertical) {
  Range range = (vertical ? chart.y : chart.x).covers;
  for (const Series& series : chart.series) {
    for (const Series::Value& value : series.values) {
      range.add(vertical ? value.y : value.x);
      if (!vertical || !value.interval) continue;
      range.add(value.interval->low);
      range.add(value.interval->high);
    }
  }
  return range;
}

std::vector<Key> keys_of(const LineChart& chart) {
  std::vector<Key> keys = chart.keys;
  for (const Series& series : chart.series) {
    if (!series.name.empty()) keys.push_back({series.name, series.mark, series.stroke});
  }
  return keys;
}

void draw_series(Svg& svg, const Series& series, const Scale& x, const Scale& y) {
  std::vector<Point> points;
  for (const Series::Value& value : series.values) points.push_back({x(value.x), y(value.y)});
  if (series.stroke && points.size() > 1) svg.path(points, *series.stroke);
  if (!series.mark) return;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (const auto& interval = series.values[i].interval) {
      draw_interval(svg, {points[i].x, y(interval->low)}, {points[i].x, y(interval->high)},
                    series.mark->paint);
    }
  }
  for (const Point& point : points) svg.mark(point, *series.mark);
}

void draw_stretches(Svg& svg, const std::vector<Stretch>& stretches, const Scale& x,
                    double bottom) {
  double at = bottom + kLane / 2;
  for (const Stretch& stretch : stretches) {
    at -= kLane;
    svg.line({x(stretch.from), at}, {x(stretch.to), at}, {stretch.mark.paint, 3});
    svg.mark({x(stretch.at), at}, stretch.mark);
  }
}

}  // namespace

std::string draw(const LineChart& chart) {
  Svg svg(kPanelWidth, chart.title, chart.description);
  const double top = draw_heading(svg, chart.title, keys_of(chart)) + kLineHeight;
  const double lanes = kLane * static_cast<double>(chart.stretches.size());
  Frame frame{0, top + kMargin, kPanelWidth - kMargin, top + kMargin + kPlotHeight + lanes};
  const Scale y(chart.y.kind, range_of(chart, true), frame.bottom - lanes, frame.top);
  frame.left = kMargin + label_width(chart.y, y) + 6;
  const Scale x(chart.x.kind, range_of(chart, false), frame.left + kMargin, frame.right - kMargin);
  svg.text({kMargin, top - 4}, chart.y.title);
  draw_x_ticks(svg, chart.x, x, frame, frame.bottom + kLineHeight);
  draw_y_ticks(svg, chart.y, y, frame);
  svg.line({frame.left, frame.bottom}, {frame.right, frame.bottom}, {Paint::ink});
  svg.text({(frame.left + frame.right) / 2, frame.bottom + 2 * kLineHeight + 2}, chart.x.title,
           Anchor::middle);
  for (const Series& series : chart.series) draw_series(svg, series, x, y);
  draw_stretches(svg, chart.stretches, x, frame.bottom);
  return svg.str(frame.bottom + 2 * kLineHeight + kMargin);
}

}  // namespace warpmark::html
