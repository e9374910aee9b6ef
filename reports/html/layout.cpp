#include "reports/html/layout.h"

#include "reports/html/text.h"

#include <algorithm>

namespace warpmark::html {
namespace {

constexpr int kMostTicks = 6;
constexpr double kSwatch = 20;  // pixels before a key's text

std::vector<double> ticks_of(const Axis& axis, const Scale& scale) {
  return axis.ticks.empty() ? scale.ticks(kMostTicks) : axis.ticks;
}

std::vector<std::string> label_lines(const std::string& label) {
  return wrapped(label, kPanelWidth - 2 * kMargin, kFontSize);
}

void draw_key(Svg& svg, Point at, const Key& key) {
  const double middle = at.y - 4;
  if (key.stroke) svg.line({at.x, middle}, {at.x + kSwatch - 4, middle}, *key.stroke);
  if (key.mark) svg.mark({at.x + (kSwatch - 4) / 2, middle}, *key.mark);
  svg.text({at.x + kSwatch, at.y},
           shortened(key.text, svg.width() - at.x - kSwatch - kMargin, kFontSize));
}

}  // namespace

double draw_heading(Svg& svg, const std::string& title, const std::vector<Key>& keys) {
  constexpr double kBold = 1.1;  // so much wider
  double y = 0, x = kMargin;
  for (const std::string& line : wrapped(title, (svg.width() - 2 * kMargin) / kBold, kFontSize)) {
    svg.heading({x, y += kLineHeight}, line);
  }
  y += keys.empty() ? 0 : kLineHeight + 2;
  for (const Key& key : keys) {
    const double width = kSwatch + text_width(key.text, kFontSize);
    if (x > kMargin && x + width > svg.width() - kMargin) x = kMargin, y += kLineHeight;
    draw_key(svg, {x, y}, key);
    x += width + 12;
  }
  return y + kMargin;
}

double label_height(const std::string& label) {
  return kLineHeight * static_cast<double>(label_lines(label).size());
}

double draw_label(Svg& svg, const std::string& label, double top) {
  for (const std::string& line : label_lines(label)) {
    svg.label({kMargin, top + kFontSize}, line);
    top += kLineHeight;
  }
  return top;
}

void draw_x_ticks(Svg& svg, const Axis& axis, const Scale& scale, const Frame& frame,
                  double baseline) {
  const std::vector<double> ticks = ticks_of(axis, scale);
  for (const double tick : ticks) {
    const double x = scale(tick);
    if (baseline >= frame.bottom) svg.line({x, frame.top}, {x, frame.bottom}, {Paint::grid});
  }
  double free = 0;  // where the last label ended
  for (const double tick : ticks) {
    const std::string label = axis.label(tick);
    const double half = text_width(label, kFontSize) / 2;
    const double middle = std::clamp(scale(tick), half, svg.width() - half);
    if (middle - half < free) continue;
    svg.text({middle, baseline}, label, Anchor::middle);
    free = middle + half + 4;
  }
}

void draw_y_ticks(Svg& svg, const Axis& axis, const Scale& scale, const Frame& frame) {
  const std::vector<double> ticks = ticks_of(axis, scale);
  for (const double tick : ticks) {
    svg.line({frame.left, scale(tick)}, {frame.right, scale(tick)}, {Paint::grid});
  }
  double free = svg.width() + frame.bottom;  // labels go upwards
  for (const double tick : ticks) {
    const double y = scale(tick);
    if (y > free - kLineHeight) continue;
    svg.text({frame.left - 6, y + 4}, axis.label(tick), Anchor::end);
    free = y;
  }
}

double label_width(const Axis& axis, const Scale& scale) {
  double width = 0;
  for (const double tick : ticks_of(axis, scale)) {
    width = std::max(width, text_width(axis.label(tick), kFontSize));
  }
  return width;
}

void draw_interval(Svg& svg, Point low, Point high, Paint paint) {
  svg.line(low, high, {paint, 1.5});
}

}  // namespace warpmark::html
