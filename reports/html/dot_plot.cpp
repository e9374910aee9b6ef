#include "reports/html/layout.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>

namespace warpmark::html {
namespace {

constexpr std::size_t kRowsOfPanel = 16;
constexpr double kLane = 10;  // pixels between the dots of a row

Range range_of(const DotPlot& plot) {
  Range range;
  if (plot.reference) range.add(*plot.reference);
  for (const DotPlot::Row& row : plot.rows) {
    for (const DotPlot::Dot& dot : row.dots) {
      range.add(dot.value);
      if (!dot.interval) continue;
      range.add(dot.interval->low);
      range.add(dot.interval->high);
    }
  }
  return range;
}

/// One for all where there are no intervals that could cover each other, else one a dot.
std::size_t lanes(const DotPlot::Row& row) {
  const auto wide = std::count_if(row.dots.begin(), row.dots.end(),
                                  [](const auto& dot) { return dot.interval.has_value(); });
  return wide > 1 ? row.dots.size() : 1;
}

double row_height(const DotPlot::Row& row) {
  return label_height(row.label) + kLane * static_cast<double>(lanes(row));
}

/// Calls `visit(row, top)` for each row.
template <class Visit>
void visit_rows(std::span<const DotPlot::Row> rows, double top, const Visit& visit) {
  for (const DotPlot::Row& row : rows) {
    visit(row, top);
    top += row_height(row);
  }
}

/// Calls `visit(dot, y)` for each dot of the row.
template <class Visit>
void visit_dots(const DotPlot::Row& row, double top, const Visit& visit) {
  double y = top + label_height(row.label) + kLane / 2;
  for (const DotPlot::Dot& dot : row.dots) {
    visit(dot, y);
    if (lanes(row) > 1) y += kLane;
  }
}

/// Labels, intervals and marks one after the other, since what looks alike is one element.
void draw_rows(Svg& svg, std::span<const DotPlot::Row> rows, const Scale& x, double top) {
  visit_rows(rows, top,
             [&](const DotPlot::Row& row, double at) { draw_label(svg, row.label, at); });
  visit_rows(rows, top, [&](const DotPlot::Row& row, double at) {
    visit_dots(row, at, [&](const DotPlot::Dot& dot, double y) {
      if (!dot.interval) return;
      draw_interval(svg, {x(dot.interval->low), y}, {x(dot.interval->high), y}, dot.mark.paint);
    });
  });
  visit_rows(rows, top, [&](const DotPlot::Row& row, double at) {
    visit_dots(row, at, [&](const DotPlot::Dot& dot, double y) {
      svg.mark({x(dot.value), y}, dot.mark);
    });
  });
}

std::string draw_panel(const DotPlot& plot, const std::string& title, const Scale& x,
                       std::span<const DotPlot::Row> rows) {
  Svg svg(kPanelWidth, title, plot.description);
  const double heading = draw_heading(svg, title, plot.keys);
  double height = 0;
  for (const DotPlot::Row& row : rows) height += row_height(row);
  const Frame frame{kMargin, heading + kLineHeight + 2, kPanelWidth - kMargin,
                    heading + kLineHeight + 2 + height + 4};
  draw_x_ticks(svg, plot.x, x, frame, frame.top - 4);
  draw_x_ticks(svg, plot.x, x, frame, frame.bottom + kLineHeight);
  svg.line({frame.left, frame.bottom}, {frame.right, frame.bottom}, {Paint::ink});
  if (plot.reference) {
    const double at = x(*plot.reference);
    svg.line({at, frame.top}, {at, frame.bottom}, {Paint::muted, 1.5, "5 3"});
  }
  draw_rows(svg, rows, x, frame.top);
  svg.text({kPanelWidth / 2, frame.bottom + 2 * kLineHeight + 2}, plot.x.title, Anchor::middle);
  return svg.str(frame.bottom + 2 * kLineHeight + kMargin);
}

}  // namespace

std::vector<std::string> draw(const DotPlot& plot) {
  std::vector<std::string> panels;
  const Scale x(plot.x.kind, range_of(plot), 3 * kMargin, kPanelWidth - 3 * kMargin);
  const std::size_t parts = (plot.rows.size() + kRowsOfPanel - 1) / kRowsOfPanel;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t begin = part * kRowsOfPanel;
    const std::size_t count = std::min(kRowsOfPanel, plot.rows.size() - begin);
    const std::string title =
        parts == 1 ? plot.title : fmt::format("{} ({} of {})", plot.title, part + 1, parts);
    panels.push_back(draw_panel(plot, title, x, std::span(plot.rows).subspan(begin, count)));
  }
  return panels;
}

}  // namespace warpmark::html
