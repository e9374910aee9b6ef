#pragma once

#include "harness/statistics.h"
#include "reports/html/scale.h"
#include "reports/html/svg.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

// Charts: data in, an SVG element out. Every chart is 360 pixels wide, so that a page shows one
// beside the other where there is room and none is ever wider than a telephone.
namespace warpmark::html {

struct Axis {
  std::string title;  // with the unit
  Scale::Kind kind = Scale::Kind::linear;
  std::function<std::string(double)> label;  // of a tick
  std::vector<double> ticks = {};            // none: chosen by the scale
  Range covers = {};                         // at least; values alone decide where it is empty
};

/// What a mark stands for, in a legend.
struct Key {
  std::string text;
  std::optional<Mark> mark = {};
  std::optional<Stroke> stroke = {};
};

/// Values joined by a line (`stroke`), marked (`mark`), or both.
struct Series {
  struct Value {
    double x = 0, y = 0;
    std::optional<Interval> interval = {};  // of y
  };
  std::string name;
  std::vector<Value> values;  // in the order of x
  std::optional<Stroke> stroke = {};
  std::optional<Mark> mark = {};
};

/// From one value of x to another, drawn below all series, with a mark between.
struct Stretch {
  double from = 0, to = 0, at = 0;
  Mark mark;
};

struct LineChart {
  std::string title, description;
  Axis x, y;
  std::vector<Series> series;
  std::vector<Key> keys = {};  // in the legend, before the series that have a name
  std::vector<Stretch> stretches = {};
};

std::string draw(const LineChart& chart);

/// Values on a common axis, a row for each thing measured.
struct DotPlot {
  struct Dot {
    double value = 0;
    std::optional<Interval> interval = {};
    Mark mark = {};
  };
  struct Row {
    std::string label;
    std::vector<Dot> dots;  // from top to bottom; at most one each where they have intervals
  };
  std::string title, description;
  Axis x;
  std::vector<Key> keys;
  std::optional<double> reference = {};  // a line that all are held against
  std::vector<Row> rows;
};

/// One element for every 16 rows, on the same scale.
std::vector<std::string> draw(const DotPlot& plot);

/// What wholes are made of, a bar for each whole; the parts are known by colour and by order.
struct BarChart {
  struct Row {
    std::string label;
    std::vector<double> parts;  // percent of the whole; one for each name
  };
  std::string title, description;
  std::vector<std::string> parts;
  std::vector<Row> rows;
};

std::string draw(const BarChart& chart);

}  // namespace warpmark::html
