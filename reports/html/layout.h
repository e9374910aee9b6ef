#pragma once

#include "reports/html/chart.h"

namespace warpmark::html {

inline constexpr double kPanelWidth = 360;
inline constexpr double kMargin = 8;
inline constexpr double kLineHeight = 16;

/// The rectangle that values are drawn in.
struct Frame {
  double left = 0, top = 0, right = 0, bottom = 0;
};

/// Title and legend; each key is shortened to the panel's width. Returns where they end.
double draw_heading(Svg& svg, const std::string& title, const std::vector<Key>& keys);

// What a row is called, in as many lines as that takes. draw_label() returns where they end.
double label_height(const std::string& label);
double draw_label(Svg& svg, const std::string& label, double top);

// Ticks with grid lines. Labels that would touch the one before are left out.
void draw_x_ticks(Svg& svg, const Axis& axis, const Scale& scale, const Frame& frame,
                  double baseline);
void draw_y_ticks(Svg& svg, const Axis& axis, const Scale& scale, const Frame& frame);

/// The widest label of the axis, in pixels.
double label_width(const Axis& axis, const Scale& scale);

/// Of a value, from end to end.
void draw_interval(Svg& svg, Point low, Point high, Paint paint);

}  // namespace warpmark::html
